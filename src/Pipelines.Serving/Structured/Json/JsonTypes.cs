using System.Globalization;
using System.Text.Json;

namespace Pipelines.Serving;

/// <summary>The types of JSON Schema as a set; <c>number</c> is whole numbers and others.</summary>
[Flags]
internal enum JsonTypes
{
    None = 0,
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Fraction = 8,
    Number = Integer | Fraction,
    String = 16,
    Array = 32,
    Object = 64,
    Any = 127,
}

/// <summary>The words and values of types.</summary>
internal static class JsonTypeNames
{
    /// <summary>What <c>type</c> names: one or a list.</summary>
    public static JsonTypes Read(JsonElement type, string place) => type.ValueKind switch
    {
        JsonValueKind.String => Named(type.GetString()!, place),
        JsonValueKind.Array => type.EnumerateArray().Aggregate(JsonTypes.None, (types, one) => one.ValueKind == JsonValueKind.String
            ? types | Named(one.GetString()!, place)
            : throw new GrammarException("expected names of types", place)),
        _ => throw new GrammarException("expected a type or a list of types", place),
    };

    public static JsonTypes Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => JsonTypes.Null,
        JsonValueKind.True or JsonValueKind.False => JsonTypes.Boolean,
        JsonValueKind.String => JsonTypes.String,
        JsonValueKind.Array => JsonTypes.Array,
        JsonValueKind.Object => JsonTypes.Object,
        _ => decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) &&
            decimal.IsInteger(number)
            ? JsonTypes.Integer
            : JsonTypes.Fraction,
    };

    private static JsonTypes Named(string name, string place) => name switch
    {
        "null" => JsonTypes.Null,
        "boolean" => JsonTypes.Boolean,
        "integer" => JsonTypes.Integer,
        "number" => JsonTypes.Number,
        "string" => JsonTypes.String,
        "array" => JsonTypes.Array,
        "object" => JsonTypes.Object,
        _ => throw new GrammarException($"'{name}' is no type: there are null, boolean, integer, number, string, array, object", place),
    };
}
