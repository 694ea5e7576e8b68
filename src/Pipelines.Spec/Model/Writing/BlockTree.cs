using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>Blocks as the trees of what they say beside their model.</summary>
internal static class BlockTree
{
    /// <summary>The list of <paramref name="groups"/> in a model that says <paramref name="model"/> for all of them.</summary>
    public static SequenceNode Layers(EquatableArray<BlockGroup> groups, MappingNode model) =>
        Tree.List(groups.Select(group => Group(group, model)));

    /// <summary>A feed-forward with its settings, but for the width, which a model says by itself.</summary>
    public static YamlNode FeedForward(FeedForwardSpec feedForward) => feedForward is MoeSpec
        ? Tree.Scalar(feedForward.Word)
        : Choice(feedForward.Word, Tree.Of(feedForward.Settings).Without("hidden"));

    /// <summary>The norms of a block.</summary>
    public static MappingNode Norm(NormSpec norm, NormPlacement placement) => Tree.Map(
    [
        new("kind", Tree.Scalar(norm.Kind == NormKind.LayerNorm ? "layernorm" : "rmsnorm")),
        new("eps", Tree.Scalar(norm.Eps)),
        new("unit_offset", Tree.Scalar(norm.UnitOffset)),
        new("placement", Tree.Scalar(placement)),
    ]);

    private static MappingNode Group(BlockGroup group, MappingNode model)
    {
        var blocks = group.Blocks.Select(block => Block(block, model)).ToList();
        var repeat = new KeyValuePair<string, YamlNode>("repeat", Tree.Scalar(group.Repeat));
        var onlyMixers = blocks.All(block => block.Entries.Count == 1);
        return blocks.Count == 1
            ? Tree.Map([repeat, .. blocks[0].Entries.Select(entry => new KeyValuePair<string, YamlNode>(entry.Key.Text, entry.Value))])
            : onlyMixers
                ? Tree.Map([repeat, new("pattern", Tree.List(blocks.Select(block => block.Entries[0].Value)))])
                : Tree.Map([repeat, new("blocks", Tree.List(blocks))]);
    }

    private static MappingNode Block(BlockSpec block, MappingNode model)
    {
        var said = new List<KeyValuePair<string, YamlNode>> { new("mixer", Mixer(block.Mixer, model)) };
        Add("ffn", FeedForward(block.FeedForward, model), model.Find("ffn")!.Value);
        Add("norm", Tree.Less(Norm(block.Norm, block.Placement), model.Find("norm")!.Value), MappingNode.Empty(model.At));
        Add("residual", Tree.Scalar(block.Residual), model.Find("residual")!.Value);
        return Tree.Map(said);

        void Add(string key, YamlNode value, YamlNode ofModel)
        {
            if (!Tree.Same(value, ofModel)) said.Add(new(key, value));
        }
    }

    private static YamlNode Mixer(MixerSpec mixer, MappingNode model) => mixer switch
    {
        AttentionSpec attention => Choice(mixer.Word, Tree.Less(Attention(attention), model)),
        LatentAttentionSpec => Choice(mixer.Word, Tree.Less(Tree.Less(Tree.Of(mixer.Settings), Within(mixer.Word, model)), Shared(model))),
        _ => Choice(mixer.Word, Tree.Less(Tree.Of(mixer.Settings), Within(mixer.Word, model))),
    };

    /// <summary>An attention with all that it says, also what its record leaves out where it is off.</summary>
    public static MappingNode Attention(AttentionSpec attention)
    {
        var all = attention.Cross ? Tree.Of(attention.Settings) : Tree.Of(attention.Settings).Without("cross");
        return all.Find("sinks") is null ? all.With("sinks", Tree.Scalar(false)) : all;
    }

    /// <summary>A feed-forward as a block says it, without what the model says of the same kind.</summary>
    private static YamlNode FeedForward(FeedForwardSpec feedForward, MappingNode model)
    {
        if (feedForward is MoeSpec)
            return Choice(feedForward.Word, Tree.Less(Tree.Of(feedForward.Settings), Within(feedForward.Word, model)));
        var all = Tree.Of(feedForward.Settings);
        var width = model.Find("hidden") is { } hidden && all.Find("hidden") is { } own && Tree.Same(hidden.Value, own.Value);
        return Choice(feedForward.Word, width ? all.Without("hidden") : all);
    }

    private static YamlNode Choice(string word, MappingNode settings) =>
        settings.Entries.Count == 0 ? Tree.Scalar(word) : Tree.Map([new(word, settings)]);

    private static YamlNode Within(string key, MappingNode model) => model.Find(key)?.Value ?? MappingNode.Empty(model.At);

    private static MappingNode Shared(MappingNode model) =>
        new(model.Entries.Where(entry => entry.Key.Text is "heads" or "rope").ToList(), model.At);
}
