using System.Text.Json;

namespace Pipelines.Server;

/// <summary>What stands in a request, in words.</summary>
internal static class Found
{
    private const int MostCharacters = 40;

    public static string In(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"the text {Shortened(json.GetRawText())}",
        _ => Shortened(json.GetRawText()),
    };

    private static string Shortened(string text) => text.Length <= MostCharacters ? text : text[..(MostCharacters - 1)] + "…";
}
