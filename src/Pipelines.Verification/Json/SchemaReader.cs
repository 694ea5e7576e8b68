using System.Text.Json;

namespace Pipelines.Verification;

/// <summary>Turns a schema's JSON into rules.</summary>
/// <param name="root">the whole document, which references point into</param>
internal sealed class SchemaReader(JsonElement root)
{
    private static readonly HashSet<string> Annotations =
        ["$schema", "$comment", "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly", "format"];

    private static readonly HashSet<string> Rules =
    [
        .. ValueRules.Keywords, .. NumberRules.Keywords, .. TextRules.Keywords, .. ArrayRules.Keywords, .. ObjectRules.Keywords,
        .. CombinedRules.Keywords,
    ];

    private readonly Dictionary<string, SchemaNode> nodes = [];

    /// <summary>The whole schema.</summary>
    public SchemaNode Read() => Read(root, "#");

    /// <summary>The schema <paramref name="schema"/>, which is found at <paramref name="at"/>.</summary>
    /// <exception cref="VerifierException">it is no schema that is understood</exception>
    public SchemaNode Read(JsonElement schema, string at)
    {
        if (nodes.TryGetValue(at, out var known)) return known;
        var node = nodes[at] = new SchemaNode(); // before its rules are read: they may refer to it
        switch (schema.ValueKind)
        {
            case JsonValueKind.True:
                break;
            case JsonValueKind.False:
                node.Add((_, place, _) => Misfits.At(place, "nothing is allowed here"));
                break;
            case JsonValueKind.Object:
                var read = new SchemaObject(schema, at, this);
                foreach (var member in schema.EnumerateObject()) Known(member.Name, at);
                foreach (var rule in CombinedRules.Read(read)
                    .Concat(ValueRules.Read(read)).Concat(NumberRules.Read(read)).Concat(TextRules.Read(read))
                    .Concat(ArrayRules.Read(read)).Concat(ObjectRules.Read(read)))
                    node.Add(rule);
                break;
            default:
                throw new VerifierException($"schema at {at}: a schema is an object, true or false, not {Misfits.Kind(schema)}");
        }
        return node;
    }

    /// <summary>The schema that a <c>$ref</c> points to.</summary>
    public SchemaNode Resolve(string reference, string at)
    {
        if (reference != "#" && !reference.StartsWith("#/", StringComparison.Ordinal))
            throw new VerifierException($"schema at {at}: '$ref' points within the document, such as '#/$defs/name', not to '{reference}'");
        var found = root;
        foreach (var step in reference.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(step).Replace("~1", "/").Replace("~0", "~");
            if (found.ValueKind == JsonValueKind.Object && found.TryGetProperty(name, out var member)) found = member;
            else if (found.ValueKind == JsonValueKind.Array && uint.TryParse(name, out var i) && i < found.GetArrayLength()) found = found[(int)i];
            else throw new VerifierException($"schema at {at}: '$ref' points to '{reference}', and there is no '{name}'");
        }
        return Read(found, reference);
    }

    private static void Known(string keyword, string at)
    {
        if (Rules.Contains(keyword) || Annotations.Contains(keyword) || (keyword == "$id" && at == "#")) return;
        throw new VerifierException(
            $"schema at {at}: '{keyword}' is no keyword that is checked; those are {string.Join(", ", Rules.Order())}");
    }
}
