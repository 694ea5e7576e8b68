using Pipelines.Spec.Schema;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>A number of blocks, whose pattern the family knows, or a list of blocks and groups of them.</summary>
internal sealed class LayersKind : ValueKind<YamlNode>
{
    /// <summary>Most blocks that a model may have.</summary>
    public const int Most = 1024;

    private static readonly IntegerKind Number = new(1, Most);

    /// <summary>An item of the list; a word is a block of that mixer.</summary>
    private static readonly DeferredKind Item = new(BlockSettings.Group);

    /// <inheritdoc/>
    public override string Noun => Number.Noun;

    /// <inheritdoc/>
    public override string Short(SectionLink link) => $"{Number.Noun}, or a list of {link(BlockSettings.Group)}s";

    /// <inheritdoc/>
    public override IEnumerable<Part> Parts => [new(null, Item)];

    /// <inheritdoc/>
    public override bool TryRead(YamlNode node, Slot slot, Reading reading, out YamlNode value)
    {
        value = node;
        if (node is SequenceNode { Items.Count: > 0 }) return true;
        if (node is ScalarNode) return Number.TryRead(node, slot, reading, out _);
        var list = $"{Noun}, or a list of blocks";
        return node is SequenceNode
            ? reading.Report(Rules.WrongType, node.At, $"{slot.Name} is an empty list; expected {list}")
            : reading.WrongType(slot, node, list);
    }

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefinitions definitions) => new()
    {
        {
            "anyOf", new JsonArray(
            [
                Number.Schema(definitions),
                new JsonObject
                {
                    { "type", "array" },
                    { "items", new JsonObject { { "anyOf", new JsonArray([BlockSettings.Group.Schema(definitions), Word()]) } } },
                    { "minItems", 1 },
                },
            ])
        },
    };

    private static JsonObject Word() => new() { { "type", "string" }, { "pattern", CSharpName.Pattern } };
}
