using System.Text.Json;

namespace Pipelines.Verification;

/// <summary>How reasons name places and kinds.</summary>
internal static class Misfits
{
    /// <summary>A reason with its place.</summary>
    public static string At(string place, string reason) => place.Length == 0 ? reason : $"at {place}: {reason}";

    /// <summary>The kind of a value in the words of JSON Schema.</summary>
    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };

    /// <summary>A member's name as a step of a JSON Pointer, RFC 6901.</summary>
    public static string Escaped(string name) => name.Replace("~", "~0").Replace("/", "~1");
}
