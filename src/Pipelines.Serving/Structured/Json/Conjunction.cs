using System.Text.Json;

namespace Pipelines.Serving;

/// <summary>Schemas that a value must fit all at once, with what <c>$ref</c> and <c>allOf</c> bring in.</summary>
internal sealed class Conjunction
{
    private Conjunction(List<SchemaNode> parts, bool isImpossible) => (Parts, IsImpossible) = (parts, isImpossible);

    /// <summary>Schemas that are objects, their references resolved.</summary>
    public IReadOnlyList<SchemaNode> Parts { get; }

    /// <summary>Whether one of the schemas is <c>false</c>.</summary>
    public bool IsImpossible { get; }

    public static Conjunction Of(SchemaDocument document, IEnumerable<SchemaNode> nodes)
    {
        var (parts, seen, impossible) = (new List<SchemaNode>(), new HashSet<string>(), false);
        var open = new Queue<SchemaNode>(nodes);
        while (open.TryDequeue(out var node))
        {
            if (!seen.Add(node.Pointer) || node.Value.ValueKind == JsonValueKind.True) continue;
            if (node.Value.ValueKind == JsonValueKind.False)
            {
                impossible = true;
                continue;
            }
            SchemaKeywords.Check(node);
            parts.Add(node with { Done = node.Done | SchemaParts.References });
            if (node.Done.HasFlag(SchemaParts.References)) continue;
            if (node.Find("$ref") is not null) open.Enqueue(document.Resolve(node));
            foreach (var part in node.Schemas("allOf")) open.Enqueue(part);
        }
        return new Conjunction(parts, impossible);
    }

    /// <summary>What <c>anyOf</c> or <c>oneOf</c> leaves to choose: the schemas of each alternative; null where nothing is left.</summary>
    public (IReadOnlyList<SchemaNode[]> Alternatives, string Place, bool OnlyOne)? Choice()
    {
        for (var i = 0; i < Parts.Count; i++)
            foreach (var (keyword, part) in new[] { ("anyOf", SchemaParts.AnyOf), ("oneOf", SchemaParts.OneOf) })
            {
                if (Parts[i].Done.HasFlag(part) || Parts[i].Find(keyword) is null) continue;
                var others = Parts.Select((other, j) => j == i ? other with { Done = other.Done | part } : other).ToArray();
                var alternatives = Parts[i].Schemas(keyword).Select(one => others.Append(one).ToArray()).ToArray();
                return (alternatives, Parts[i].At(keyword), part == SchemaParts.OneOf);
            }
        return null;
    }

    /// <summary>The values of a keyword, each with its place.</summary>
    public IEnumerable<(JsonElement Value, string Place)> Each(string keyword) =>
        Parts.Where(part => part.Find(keyword) is not null).Select(part => (part.Find(keyword)!.Value, part.At(keyword)));

    /// <summary>A count that a keyword gives, from 0; the least or the most of several.</summary>
    public int? Count(string keyword, bool isLeast)
    {
        int? bound = null;
        foreach (var (value, place) in Each(keyword))
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var count) || count < 0 || !decimal.IsInteger(count))
                throw new GrammarException($"expected a count, found {value.GetRawText()}", place);
            var own = GrammarLimits.Count(count > long.MaxValue ? long.MaxValue : (long)count, place);
            bound = bound is not { } other ? own : isLeast ? Math.Max(own, other) : Math.Min(own, other);
        }
        return bound;
    }

    /// <summary>The types that all allow.</summary>
    public JsonTypes Types() =>
        Each("type").Aggregate(JsonTypes.Any, (types, type) => types & JsonTypeNames.Read(type.Value, type.Place));

    /// <summary>The values that <c>enum</c> and <c>const</c> leave; null where there are neither.</summary>
    public IReadOnlyList<JsonElement>? Values()
    {
        List<JsonElement>? left = null;
        foreach (var (value, place) in Each("enum").Concat(Each("const").Select(one => (one.Value, ""))))
        {
            if (place.Length > 0 && value.ValueKind != JsonValueKind.Array) throw new GrammarException("expected a list of values", place);
            var own = place.Length > 0 ? value.EnumerateArray().ToList() : [value];
            left = left is null ? own : [.. left.Where(one => own.Exists(other => JsonElement.DeepEquals(one, other)))];
        }
        if (left is null) return null;
        var types = Types();
        left = [.. left.Where(value => types.HasFlag(JsonTypeNames.Of(value)))];
        foreach (var part in Parts)
            foreach (var member in part.Value.EnumerateObject())
                if (left.Exists(value => SchemaKeywords.AppliesTo(member.Name).HasFlag(JsonTypeNames.Of(value))))
                    throw new GrammarException($"'{member.Name}' beside fixed values cannot be held", part.At(member.Name));
        return left;
    }
}
