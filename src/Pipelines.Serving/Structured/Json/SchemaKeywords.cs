using System.Text.Json;

namespace Pipelines.Serving;

/// <summary>Which keywords are held, and to values of which types each applies.</summary>
internal static class SchemaKeywords
{
    private static readonly HashSet<string> Annotations =
    [
        "$schema", "$id", "$comment", "$defs", "definitions", "title", "description", "default", "examples", "deprecated", "readOnly",
        "writeOnly", "contentEncoding", "contentMediaType", "contentSchema",
    ];

    private static readonly HashSet<string> Combining = ["$ref", "allOf", "anyOf", "oneOf", "type", "enum", "const"];

    private static readonly Dictionary<string, JsonTypes> Asserting = new()
    {
        ["minimum"] = JsonTypes.Number,
        ["maximum"] = JsonTypes.Number,
        ["exclusiveMinimum"] = JsonTypes.Number,
        ["exclusiveMaximum"] = JsonTypes.Number,
        ["minLength"] = JsonTypes.String,
        ["maxLength"] = JsonTypes.String,
        ["pattern"] = JsonTypes.String,
        ["format"] = JsonTypes.String,
        ["items"] = JsonTypes.Array,
        ["prefixItems"] = JsonTypes.Array,
        ["minItems"] = JsonTypes.Array,
        ["maxItems"] = JsonTypes.Array,
        ["properties"] = JsonTypes.Object,
        ["required"] = JsonTypes.Object,
        ["additionalProperties"] = JsonTypes.Object,
        ["minProperties"] = JsonTypes.Object,
        ["maxProperties"] = JsonTypes.Object,
    };

    private static readonly HashSet<string> Unheld =
    [
        "not", "if", "then", "else", "contains", "minContains", "maxContains", "uniqueItems", "multipleOf", "patternProperties",
        "propertyNames", "dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties", "$anchor", "$dynamicRef",
        "$dynamicAnchor", "$vocabulary",
    ];

    /// <summary>The types to whose values a keyword applies; none for one that only annotates or combines.</summary>
    public static JsonTypes AppliesTo(string keyword) => Asserting.GetValueOrDefault(keyword);

    /// <exception cref="GrammarException">a keyword is not known, or more than a grammar can hold</exception>
    public static void Check(SchemaNode schema)
    {
        foreach (var member in schema.Value.EnumerateObject())
        {
            var keyword = member.Name;
            if (Annotations.Contains(keyword) || Combining.Contains(keyword) || Asserting.ContainsKey(keyword)) continue;
            if (keyword == "uniqueItems" && member.Value.ValueKind == JsonValueKind.False) continue;
            throw new GrammarException(
                Unheld.Contains(keyword) ? $"'{keyword}' is more than a grammar can hold" : $"'{keyword}' is no keyword that is known",
                schema.At(keyword));
        }
    }
}
