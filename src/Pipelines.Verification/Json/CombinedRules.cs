using System.Text.Json;

namespace Pipelines.Verification;

/// <summary>Schemas of schemas: <c>$ref</c>, <c>allOf</c>, <c>anyOf</c>, <c>oneOf</c>, <c>not</c>, <c>if</c>.</summary>
internal static class CombinedRules
{
    public static IEnumerable<string> Keywords => ["$ref", "$defs", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"];

    public static IEnumerable<SchemaRule> Read(SchemaObject schema)
    {
        _ = schema.Named("$defs"); // what no reference uses is checked for keywords, too
        if (schema.Text("$ref") is { } reference) yield return schema.Reader.Resolve(reference, schema.At).Misfit;
        foreach (var part in schema.Schemas("allOf")) yield return part.Misfit;
        if (schema.Schemas("anyOf") is { Length: > 0 } any) yield return (value, place, visit) => Any(any, value, place, visit);
        if (schema.Schemas("oneOf") is { Length: > 0 } one)
            yield return (value, place, visit) => one.Count(part => part.Accepts(value, place, visit)) switch
            {
                0 => Any(one, value, place, visit),
                1 => null,
                var several => Misfits.At(place, $"fits {several} of 'oneOf', not one"),
            };
        if (schema.Schema("not") is { } unwanted)
            yield return (value, place, visit) =>
                unwanted.Accepts(value, place, visit) ? Misfits.At(place, "fits what 'not' forbids") : null;
        var (then, otherwise) = (schema.Schema("then"), schema.Schema("else"));
        if (schema.Schema("if") is { } condition)
            yield return (value, place, visit) => (condition.Accepts(value, place, visit) ? then : otherwise)?.Misfit(value, place, visit);
    }

    private static string? Any(SchemaNode[] parts, JsonElement value, string place, SchemaVisit visit)
    {
        string? first = null;
        foreach (var part in parts)
        {
            if (part.Misfit(value, place, visit) is not { } misfit) return null;
            first ??= misfit;
        }
        return parts.Length == 1 ? first : Misfits.At(place, $"fits none of {parts.Length} alternatives; the first: {first}");
    }
}
