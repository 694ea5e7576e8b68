using System.Text.Json;

namespace Pipelines.Verification;

/// <summary><c>type</c>, <c>enum</c>, <c>const</c>. Numbers are equal by value: 1 is 1.0, and an integer.</summary>
internal static class ValueRules
{
    private static readonly string[] Types = ["null", "boolean", "object", "array", "number", "string", "integer"];

    public static IEnumerable<string> Keywords => ["type", "enum", "const"];

    public static IEnumerable<SchemaRule> Read(SchemaObject schema)
    {
        if (schema.Find("type") is { } type)
        {
            var allowed = type.ValueKind == JsonValueKind.String ? [type.GetString()!] : schema.Texts("type");
            if (allowed.Length == 0 || allowed.FirstOrDefault(word => !Types.Contains(word)) is not null)
                throw schema.Wrong("type", $"one or more of {string.Join(", ", Types)}", type);
            yield return (value, place, _) => allowed.Any(word => Is(value, word))
                ? null
                : Misfits.At(place, $"is {Described(value)}, not {string.Join(" or ", allowed)}");
        }
        if (schema.Find("enum") is not null)
        {
            var values = schema.List("enum").ToArray();
            yield return (value, place, _) => values.Any(allowed => JsonElement.DeepEquals(allowed, value))
                ? null
                : Misfits.At(place, $"is none of {Shortened.To(string.Join(", ", values.Select(allowed => allowed.GetRawText())))}");
        }
        if (schema.Find("const") is { } only)
            yield return (value, place, _) => JsonElement.DeepEquals(only, value)
                ? null
                : Misfits.At(place, $"is not {Shortened.To(only.GetRawText())}");
    }

    private static bool Is(JsonElement value, string type) => type == "integer"
        ? value.ValueKind == JsonValueKind.Number && Rational.Parse(value.GetRawText()) is { IsInteger: true }
        : Misfits.Kind(value) == type;

    private static string Described(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? $"the number {Shortened.To(value.GetRawText())}" : Misfits.Kind(value);
}
