using Microsoft.CodeAnalysis;
using Pipelines.Spec;

namespace Pipelines.Generators.Attributes;

/// <summary>Where a piece of C# stands, as findings say it.</summary>
internal static class SyntaxPosition
{
    /// <summary>The position of <paramref name="node"/>, counted from 1.</summary>
    public static SourcePosition Of(SyntaxNode node) => Of(node.GetLocation());

    /// <summary>The position of <paramref name="location"/>, counted from 1.</summary>
    public static SourcePosition Of(Location location)
    {
        var span = location.GetLineSpan();
        return new(
            span.Path,
            span.StartLinePosition.Line + 1, span.StartLinePosition.Character + 1,
            span.EndLinePosition.Line + 1, span.EndLinePosition.Character + 1,
            location.SourceSpan.Start, location.SourceSpan.Length);
    }
}
