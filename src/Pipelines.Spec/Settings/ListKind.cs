using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>A list of values of one kind; a value alone is a list of one.</summary>
internal sealed class ListKind<T>(ValueKind<T> item, string noun, int least = 0) : ValueKind<EquatableArray<T>>
{
    /// <inheritdoc/>
    public override string Noun => least > 0 ? $"a list of {noun}, at least {least}" : $"a list of {noun}";

    /// <inheritdoc/>
    public override string Short => $"a list of {noun}";

    /// <inheritdoc/>
    public override string? Detail => item.Detail;

    /// <inheritdoc/>
    public override IEnumerable<Part> Parts => [new(null, item)];

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, Slot slot, Reading reading, out EquatableArray<T> value)
    {
        value = default;
        if (node is MappingNode or ScalarNode { IsNull: true }) return reading.WrongType(slot, node, Noun);
        var nodes = node is SequenceNode sequence ? sequence.Items : [node];
        if (nodes.Count < least) return reading.Report(Rules.WrongType, node.At, $"{slot.Name} is an empty list; expected {Noun}");

        var items = new List<T>();
        for (var i = 0; i < nodes.Count; i++)
            if (item.TryRead(nodes[i], slot.Item(i, nodes[i].At), reading, out var read)) items.Add(read);
        value = new(items);
        return items.Count == nodes.Count;
    }

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefinitions definitions)
    {
        var list = new JsonObject { { "type", "array" }, { "items", item.Schema(definitions) } };
        if (least > 0) list.Add("minItems", least);
        return new() { { "anyOf", new JsonArray([list, item.Schema(definitions)]) } };
    }
}
