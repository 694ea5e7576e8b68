using System.Text.Json;

namespace Pipelines.Serving;

/// <summary>What several schemas together say of an object's members.</summary>
internal sealed class SchemaMembers
{
    private readonly List<(Dictionary<string, SchemaNode> Named, SchemaNode? Others)> parts = [];

    private SchemaMembers()
    {
    }

    /// <summary>The members that are named, in order.</summary>
    public IReadOnlyList<string> Names { get; private init; } = [];

    public IReadOnlySet<string> Required { get; private init; } = new HashSet<string>();

    /// <summary>What members without a name here must fit.</summary>
    public IEnumerable<SchemaNode> Others => parts.Where(part => part.Others is not null).Select(part => part.Others!);

    public static SchemaMembers Of(Conjunction all)
    {
        var required = all.Each("required").SelectMany(list => Texts(list.Value, list.Place)).ToList();
        var named = all.Parts.Select(part => part.Named("properties").ToList()).ToList();
        var members = new SchemaMembers
        {
            Names = [.. named.SelectMany(list => list.Select(member => member.Name)).Concat(required).Distinct()],
            Required = required.ToHashSet(),
        };
        for (var i = 0; i < all.Parts.Count; i++)
            members.parts.Add((named[i].DistinctBy(member => member.Name).ToDictionary(), all.Parts[i].Schema("additionalProperties")));
        return members;
    }

    /// <summary>What the member of a name must fit.</summary>
    public IEnumerable<SchemaNode> Schemas(string name)
    {
        foreach (var (named, others) in parts)
        {
            if (named.TryGetValue(name, out var own)) yield return own;
            else if (others is not null) yield return others;
        }
    }

    /// <summary>Whether no member may have the name.</summary>
    public bool Forbids(string name) => Schemas(name).Any(schema => schema.Value.ValueKind == JsonValueKind.False);

    private static IEnumerable<string> Texts(JsonElement list, string place) =>
        list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String)
            ? list.EnumerateArray().Select(name => name.GetString()!)
            : throw new GrammarException("expected a list of names", place);
}
