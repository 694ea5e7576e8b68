using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>A list of values of one kind; a value alone is a list of one.</summary>
internal sealed class ListKind<T>(ValueKind<T> item, string noun, int least = 0, int most = int.MaxValue) : ValueKind<EquatableArray<T>>
{
    /// <inheritdoc/>
    public override string Noun => least > 0 ? $"a list of {noun}, at least {least}" : $"a list of {noun}";

    /// <inheritdoc/>
    public override string Short(SectionLink link) => item.Parts.Any() ? $"a list of {noun}: {item.Short(link)}" : $"a list of {noun}";

    /// <inheritdoc/>
    public override string? Detail => item.Detail;

    /// <inheritdoc/>
    public override IEnumerable<Part> Parts => [new(null, item)];

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, Slot slot, Reading reading, out EquatableArray<T> value)
    {
        value = default;
        if (node is ScalarNode { IsNull: true } || (node is MappingNode && item is ScalarKind<T>))
            return reading.WrongType(slot, node, Noun);
        var nodes = node is SequenceNode sequence ? sequence.Items : [node];
        if (nodes.Count < least) return reading.Report(Rules.WrongType, node.At, $"{slot.Name} is an empty list; expected {Noun}");
        if (nodes.Count > most)
            return reading.Report(Rules.WrongType, node.At, $"{slot.Name} has {nodes.Count} {noun}; expected {most} at most");

        var items = new List<T>();
        for (var i = 0; i < nodes.Count; i++)
        {
            var at = nodes[i].At;
            var place = node is SequenceNode ? slot.Item(i, at) : slot.Alone(at);
            if (item.TryRead(nodes[i], place, reading, out var read)) items.Add(read);
        }
        value = new(items);
        return items.Count == nodes.Count;
    }

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var list = new JsonObject { { "type", "array" }, { "items", item.Schema(definitions) } };
        if (least > 0) list.Add("minItems", least);
        if (most < int.MaxValue) list.Add("maxItems", most);
        return new() { { "anyOf", new JsonArray([list, item.Schema(definitions)]) } };
    }
}
