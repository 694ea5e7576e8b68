using System.Text.Json;
using System.Text.RegularExpressions;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Tests;

/// <summary>The keywords of JSON Schema 2020-12 that our schema uses, by their definitions. Any other keyword is an error.</summary>
internal sealed class JsonSchema(string text)
{
    private readonly JsonElement root = JsonDocument.Parse(text).RootElement;

    /// <summary>Whether a YAML text is valid.</summary>
    public bool Accepts(string yaml)
    {
        var json = SchemaDefinitions.Value(YamlTree.Read("a.yaml", yaml, [])!).ToString();
        return Accepts(root, JsonDocument.Parse(json).RootElement);
    }

    private bool Accepts(JsonElement schema, JsonElement value) => schema.EnumerateObject().All(keyword => Accepts(schema, keyword, value));

    private bool Accepts(JsonElement schema, JsonProperty keyword, JsonElement value)
    {
        var rule = keyword.Value;
        switch (keyword.Name)
        {
            case "$schema" or "$defs" or "title" or "description" or "default" or "markdownEnumDescriptions" or "then" or "else":
                return true;
            case "$ref":
                return Accepts(root.GetProperty("$defs").GetProperty(rule.GetString()!["#/$defs/".Length..]), value);
            case "type":
                return rule.ValueKind == JsonValueKind.Array ? rule.EnumerateArray().Any(type => Is(value, type)) : Is(value, rule);
            case "enum":
                return rule.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value));
            case "const":
                return JsonElement.DeepEquals(rule, value);
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" when value.ValueKind == JsonValueKind.Number:
                var (number, bound) = (value.GetDouble(), rule.GetDouble());
                return keyword.Name switch
                {
                    "minimum" => number >= bound,
                    "maximum" => number <= bound,
                    "exclusiveMinimum" => number > bound,
                    _ => number < bound,
                };
            case "pattern" when value.ValueKind == JsonValueKind.String:
                return Regex.IsMatch(value.GetString()!, rule.GetString()!);
            case "items" when value.ValueKind == JsonValueKind.Array:
                return value.EnumerateArray().All(item => Accepts(rule, item));
            case "minItems" when value.ValueKind == JsonValueKind.Array:
                return value.GetArrayLength() >= rule.GetInt32();
            case "maxItems" when value.ValueKind == JsonValueKind.Array:
                return value.GetArrayLength() <= rule.GetInt32();
            case "properties" when value.ValueKind == JsonValueKind.Object:
                return value.EnumerateObject()
                    .All(member => !rule.TryGetProperty(member.Name, out var inner) || Accepts(inner, member.Value));
            case "additionalProperties" when value.ValueKind == JsonValueKind.Object:
                var known = schema.TryGetProperty("properties", out var properties) ? properties : default;
                return value.EnumerateObject()
                    .Where(member => known.ValueKind != JsonValueKind.Object || !known.TryGetProperty(member.Name, out _))
                    .All(member => rule.ValueKind != JsonValueKind.False && Accepts(rule, member.Value));
            case "propertyNames" when value.ValueKind == JsonValueKind.Object:
                return value.EnumerateObject().All(member => Accepts(rule, JsonSerializer.SerializeToElement(member.Name)));
            case "required" when value.ValueKind == JsonValueKind.Object:
                return rule.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _));
            case "minProperties" when value.ValueKind == JsonValueKind.Object:
                return value.EnumerateObject().Count() >= rule.GetInt32();
            case "maxProperties" when value.ValueKind == JsonValueKind.Object:
                return value.EnumerateObject().Count() <= rule.GetInt32();
            case "allOf":
                return rule.EnumerateArray().All(inner => Accepts(inner, value));
            case "anyOf":
                return rule.EnumerateArray().Any(inner => Accepts(inner, value));
            case "oneOf":
                return rule.EnumerateArray().Count(inner => Accepts(inner, value)) == 1;
            case "if":
                return schema.TryGetProperty(Accepts(rule, value) ? "then" : "else", out var branch) ? Accepts(branch, value) : true;
            case "minimum" or "maximum" or "exclusiveMinimum" or "exclusiveMaximum" or "pattern" or "items" or "minItems" or "maxItems"
                or "properties" or "additionalProperties" or "propertyNames" or "required" or "minProperties" or "maxProperties":
                return true; // says nothing about a value of another type
            default:
                throw new NotSupportedException($"the schema uses '{keyword.Name}', which this validator does not know");
        }
    }

    private static bool Is(JsonElement value, JsonElement type) => type.GetString() switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Floor(value.GetDouble()),
        var other => throw new NotSupportedException(other),
    };
}
