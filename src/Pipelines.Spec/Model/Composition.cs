using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;
using static Pipelines.Spec.ModelSettings;
using Layered = Pipelines.Spec.Yaml.Layers;

namespace Pipelines.Spec;

/// <summary>
/// Makes an architecture of a model's settings. What a block does not say it inherits: its own settings are laid over its group's, those
/// over the model's, and the model's over the preset of its family, key by key as files are laid over those that they extend.
/// </summary>
internal sealed class Composition
{
    private readonly Values model;
    private readonly Reading reading;
    private readonly BlockScope scope;

    private Composition(Values model, Reading reading)
    {
        this.model = model;
        this.reading = reading;
        scope = new(model, reading);
    }

    /// <summary>Composes the blocks of a model and reports what is wrong with them.</summary>
    public static void Check(Values values, Reading reading, FamilyDefinition? family)
    {
        if (!values.Valid(Dim, ModelSettings.Layers) || LayerList.Of(values, family, reading) is not { } list) return;
        if (new Composition(values, reading).Groups(list) is not { } groups) return;
        if (ModelRules.Check(groups, values, reading)) values.Keep(groups);
    }

    /// <summary>The model of settings that were checked; null when its blocks could not be composed.</summary>
    public static ModelSpec Bind(Values values, Family family)
    {
        if (values.Kept is not EquatableArray<BlockGroup> groups) return null!;
        var norm = values.Get(Norm);
        var last = groups[groups.Count - 1].Blocks;
        return new(values.Slot.Name, family, values.Get(Vocab), new(
            values.Get(Dim), values.Get(Context), values.Get(Positions), groups,
            last[last.Count - 1].Placement == NormPlacement.Post ? null : norm.Norm,
            values.Get(Tied), values.Get(Dropout), values.Get(Init))
        {
            ScaledEmbedding = values.Get(ScaledEmbedding),
            EmbeddingMultiplier = values.Get(EmbeddingMultiplier),
            ResidualMultiplier = values.Get(ResidualMultiplier),
            LogitsScaling = values.Get(LogitsScaling),
            EmbeddingNorm = values.Get(EmbeddingNorm) ? norm.Norm : null,
            TokenTypes = values.Get(TokenTypes),
            LogitSoftcap = values.Get(LogitSoftcap)?.Value,
        });
    }

    /// <summary>The groups of a list of them; null where one cannot be read.</summary>
    private EquatableArray<BlockGroup>? Groups(SequenceNode list)
    {
        var place = model.Slot.Member(ModelSettings.Layers.Key, model.At(ModelSettings.Layers));
        var groups = list.Items.Select((item, index) => Group(item, place.Item(index, item.At))).ToList();
        return groups.Contains(null) ? null : new(groups.Select(group => group!));
    }

    private BlockGroup? Group(YamlNode item, Slot slot)
    {
        if (item is ScalarNode { IsNull: false }) return Of([Block(item, null, null, slot)], repeat: 1);
        if (!BlockSettings.Group.TryRead(item, slot, reading, out var group)) return null;
        var parts = new[] { BlockSettings.OnlyMixer, (Setting)BlockSettings.Pattern, BlockSettings.Blocks }.Where(group.Given).ToList();
        if (parts.Count != 1)
        {
            reading.Report(
                Rules.LayersItem, slot.At,
                $"{slot.Name} has {(parts.Count == 0 ? "no mixer, no pattern and no blocks" : $"both {parts[0].Key} and {parts[1].Key}")}; "
                + "it takes one of mixer, pattern and blocks");
            return null;
        }
        var blocks = parts[0].Key switch
        {
            "pattern" => group.Get(BlockSettings.Pattern).Select((mixer, index) => Block(mixer, group, null, slot.Item(index, mixer.At))),
            "blocks" => group.Get(BlockSettings.Blocks).Select((block, index) => Inner(block, group, slot.Item(index, block.At))),
            _ => [Block(group.Get(BlockSettings.OnlyMixer), group, null, slot)],
        };
        return Of(blocks.ToList(), group.Get(BlockSettings.Repeat));
    }

    private static BlockGroup? Of(IReadOnlyList<BlockSpec?> blocks, int repeat) =>
        blocks.Contains(null) ? null : new(repeat, new(blocks.Select(block => block!)));

    /// <summary>A block within a group; a word is its mixer.</summary>
    private BlockSpec? Inner(YamlNode node, Values group, Slot slot)
    {
        if (node is ScalarNode { IsNull: false }) return Block(node, group, null, slot);
        if (!BlockSettings.Block.TryRead(node, slot, reading, out var block)) return null;
        return Block(block.Get(BlockSettings.Mixer), group, block, slot);
    }

    private BlockSpec? Block(YamlNode mixerNode, Values? group, Values? own, Slot slot)
    {
        var mixer = Mixer(mixerNode, slot);
        var feedForward = FeedForward(
            Laid(ModelSettings.FeedForward, BlockSettings.FeedForward, BlockSettings.FeedForwards, group, own), slot);
        var norm = Read(NormSettings.Section, Laid(ModelSettings.Norm, BlockSettings.Norm, NormSettings.Section, group, own), "norm", slot);
        var residual = Laid(ModelSettings.Residual, BlockSettings.Residual, BlockSettings.Residuals, group, own);
        var known = BlockSettings.Residuals.TryRead(residual, slot.Member("residual", residual.At), reading, out var kind);
        if (mixer is null || feedForward is null || norm is null || !known) return null;
        var block = new BlockSpec(mixer, feedForward, norm.Norm, norm.Placement, kind);
        return BlockRules.Check(block, residual.At, slot, reading) ? block : null;
    }

    private MixerSpec? Mixer(YamlNode node, Slot slot)
    {
        if (BlockInheritance.Word(node) is { } word) node = BlockInheritance.Mixer(word, node, model);
        return Read(BlockSettings.Mixers, node, "mixer", slot)?.Invoke(scope);
    }

    private FeedForwardSpec? FeedForward(YamlNode node, Slot slot)
    {
        if (BlockInheritance.Word(node) is { } word) node = BlockInheritance.FeedForward(word, node, model);
        return Read(BlockSettings.FeedForwards, node, "ffn", slot)?.Invoke(scope);
    }

    /// <summary>A block's setting over its group's over the model's.</summary>
    private YamlNode Laid(Setting ofModel, Setting ofBlock, ValueKind kind, Values? group, Values? own)
    {
        var node = BlockInheritance.Whole(model.Node(ofModel) ?? ofModel.DefaultNode!.MovedTo(model.Slot.At), kind);
        foreach (var over in new[] { group?.Node(ofBlock), own?.Node(ofBlock) })
        {
            if (over is null) continue;
            var isChoice = kind is ISection || BlockInheritance.Word(over) is not null;
            node = isChoice ? Layered.Merge(kind, node, BlockInheritance.Whole(over, kind)) : over;
        }
        return node;
    }

    private T? Read<T>(ValueKind<T> kind, YamlNode node, string name, Slot slot) where T : class =>
        kind.TryRead(node, slot.Member(name, node.At), reading, out var value) ? value : null;
}
