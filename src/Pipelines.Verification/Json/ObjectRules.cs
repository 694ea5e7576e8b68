using System.Text.Json;

namespace Pipelines.Verification;

/// <summary>Members of objects: which there must be, how many, and the schemas of their names and values.</summary>
internal static class ObjectRules
{
    public static IEnumerable<string> Keywords =>
    [
        "required", "dependentRequired", "minProperties", "maxProperties", "propertyNames", "properties", "patternProperties",
        "additionalProperties",
    ];

    public static IEnumerable<SchemaRule> Read(SchemaObject schema)
    {
        var required = schema.Texts("required");
        if (required.Length > 0) yield return Rule((value, place, _) => Missing(value, place, required));
        foreach (var dependency in schema.Members("dependentRequired"))
        {
            if (dependency.Value.ValueKind != JsonValueKind.Array)
                throw schema.Wrong("dependentRequired", "lists of names by name", dependency.Value);
            var (name, needed) = (dependency.Name, dependency.Value.EnumerateArray().Select(value => value.ToString()).ToArray());
            yield return Rule((value, place, _) => value.TryGetProperty(name, out var _) ? Missing(value, place, needed) : null);
        }
        if (schema.Count("minProperties") is { } least)
            yield return Rule((value, place, _) => Count(value) >= least ? null : Misfits.At(place, $"has less than {least} members"));
        if (schema.Count("maxProperties") is { } most)
            yield return Rule((value, place, _) => Count(value) <= most ? null : Misfits.At(place, $"has more than {most} members"));
        if (schema.Schema("propertyNames") is { } names)
            yield return Rule((value, place, visit) => Each(value, place, (member, at) => names.Misfit(Named(member.Name), at, visit)));
        if (Values(schema) is { } values) yield return values;
    }

    private static SchemaRule? Values(SchemaObject schema)
    {
        var named = schema.Named("properties");
        var patterns = schema.Named("patternProperties")
            .Select(pattern => (Name: SafePattern.Read(pattern.Key), Schema: pattern.Value)).ToArray();
        var others = schema.Schema("additionalProperties");
        var closed = schema.Find("additionalProperties") is { ValueKind: JsonValueKind.False };
        if (named.Count == 0 && patterns.Length == 0 && others is null) return null;
        return Rule((value, place, visit) => Each(value, place, (member, at) =>
        {
            var known = named.TryGetValue(member.Name, out var own);
            if (own?.Misfit(member.Value, at, visit) is { } misfit) return misfit;
            foreach (var (name, ofPattern) in patterns)
            {
                if (!name.IsMatch(member.Name)) continue;
                known = true;
                if (ofPattern.Misfit(member.Value, at, visit) is { } other) return other;
            }
            if (known) return null;
            return closed ? Misfits.At(place, $"'{Shortened.To(member.Name)}' is not allowed") : others?.Misfit(member.Value, at, visit);
        }));
    }

    private static string? Each(JsonElement value, string place, Func<JsonProperty, string, string?> misfit)
    {
        foreach (var member in value.EnumerateObject())
            if (misfit(member, $"{place}/{Misfits.Escaped(member.Name)}") is { } found)
                return found;
        return null;
    }

    private static string? Missing(JsonElement value, string place, string[] names) =>
        names.FirstOrDefault(name => !value.TryGetProperty(name, out var _)) is { } missing
            ? Misfits.At(place, $"'{missing}' is missing")
            : null;

    private static int Count(JsonElement value) => value.EnumerateObject().Count();

    private static JsonElement Named(string name)
    {
        using var document = JsonDocument.Parse($"\"{JsonEncodedText.Encode(name)}\"");
        return document.RootElement.Clone();
    }

    private static SchemaRule Rule(SchemaRule ofObject) =>
        (value, place, visit) => value.ValueKind == JsonValueKind.Object ? ofObject(value, place, visit) : null;
}
