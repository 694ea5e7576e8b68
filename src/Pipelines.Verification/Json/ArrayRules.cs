using System.Text.Json;

namespace Pipelines.Verification;

/// <summary><c>prefixItems</c>, <c>items</c>, <c>contains</c>, counts and <c>uniqueItems</c>.</summary>
internal static class ArrayRules
{
    public static IEnumerable<string> Keywords =>
        ["prefixItems", "items", "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems"];

    public static IEnumerable<SchemaRule> Read(SchemaObject schema)
    {
        if (schema.Count("minItems") is { } least)
            yield return Rule((array, place, _) =>
                array.GetArrayLength() >= least ? null : Misfits.At(place, $"has less than {least} items"));
        if (schema.Count("maxItems") is { } most)
            yield return Rule((array, place, _) =>
                array.GetArrayLength() <= most ? null : Misfits.At(place, $"has more than {most} items"));
        if (schema.Truth("uniqueItems")) yield return Rule(Unique);
        var (first, others) = (schema.Schemas("prefixItems"), schema.Schema("items"));
        if (first.Length > 0 || others is not null) yield return Rule((array, place, visit) => Items(array, place, visit, first, others));
        if (schema.Schema("contains") is { } wanted)
        {
            var (fewest, highest) = (schema.Count("minContains") ?? 1, schema.Count("maxContains") ?? int.MaxValue);
            yield return Rule((array, place, visit) =>
            {
                var count = array.EnumerateArray().Where((item, i) => wanted.Accepts(item, $"{place}/{i}", visit)).Count();
                return count >= fewest && count <= highest ? null : Misfits.At(place, $"contains {count} of what 'contains' asks for");
            });
        }
    }

    private static string? Items(JsonElement array, string place, SchemaVisit visit, SchemaNode[] first, SchemaNode? others)
    {
        var i = 0;
        foreach (var item in array.EnumerateArray())
        {
            var schema = i < first.Length ? first[i] : others;
            if (schema?.Misfit(item, $"{place}/{i}", visit) is { } misfit) return misfit;
            i++;
        }
        return null;
    }

    private static string? Unique(JsonElement array, string place, SchemaVisit visit)
    {
        var items = array.EnumerateArray().ToArray();
        for (var i = 0; i < items.Length; i++)
            for (var j = 0; j < i; j++)
            {
                visit.Enter();
                visit.Leave();
                if (JsonElement.DeepEquals(items[i], items[j])) return Misfits.At(place, $"items {j} and {i} are equal");
            }
        return null;
    }

    private static SchemaRule Rule(SchemaRule ofArray) =>
        (value, place, visit) => value.ValueKind == JsonValueKind.Array ? ofArray(value, place, visit) : null;
}
