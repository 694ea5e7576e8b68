using System.Text;

namespace Pipelines.Torch.Tests.Surface;

/// <summary>A surface as text: types, each with its members below it.</summary>
internal static class Listing
{
    /// <summary>The lines, in an order that does not depend on the order of the sources.</summary>
    public static string Of(PublicSurface surface)
    {
        var text = new StringBuilder();
        foreach (var type in surface.Types.Values)
        {
            text.Append(Declaration.Of(type)).Append('\n');
            foreach (var line in PublicSurface.Members(type).Select(Declaration.Of).Order(StringComparer.Ordinal))
                text.Append("    ").Append(line).Append('\n');
        }
        return text.ToString();
    }
}
