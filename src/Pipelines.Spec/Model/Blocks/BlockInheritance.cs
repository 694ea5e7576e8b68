using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>What a model says for all mixers and feed-forwards of a kind, laid below what one of them says itself.</summary>
internal static class BlockInheritance
{
    /// <summary>The word of a choice: of <c>attention</c>, and of <c>{ attention: { … } }</c>; null where it is neither.</summary>
    public static ScalarNode? Word(YamlNode node) => node switch
    {
        ScalarNode { IsNull: false } word => word,
        MappingNode { Entries.Count: 1 } map => map.Entries[0].Key,
        _ => null,
    };

    /// <summary>A choice that is only a word as a map, which others can be laid over; what is no choice as it is.</summary>
    public static YamlNode Whole(YamlNode node, ValueKind kind)
    {
        if (kind is ISection || !kind.Parts.Any() || node is not ScalarNode { IsNull: false } word) return node;
        return new MappingNode([new(word, MappingNode.Empty(word.At))], word.At);
    }

    /// <summary>A mixer over what the model says of its kind.</summary>
    public static YamlNode Mixer(ScalarNode word, YamlNode node, Values model) => word.Text switch
    {
        "attention" => Over(BlockSettings.Mixers, Given(AttentionSettings.Shared, model), word, node),
        "latent_attention" => Over(
            BlockSettings.Mixers,
            [.. Given([AttentionSettings.Heads, AttentionSettings.Rope], model), .. Within(ModelSettings.LatentAttention, model)],
            word, node),
        "mamba" => Over(BlockSettings.Mixers, Within(ModelSettings.Mamba, model), word, node),
        "mamba2" => Over(BlockSettings.Mixers, [.. GatedNorm(model), .. Within(ModelSettings.Mamba2, model)], word, node),
        _ => node,
    };

    /// <summary>A feed-forward over what the model says of its kind.</summary>
    public static YamlNode FeedForward(ScalarNode word, YamlNode node, Values model)
    {
        var hidden = Given([FeedForwardSettings.Hidden], model);
        return word.Text switch
        {
            "swiglu" or "geglu" or "mlp" => Over(BlockSettings.FeedForwards, hidden, word, node),
            "moe" => Over(BlockSettings.FeedForwards, [.. hidden, .. Within(ModelSettings.Moe, model)], word, node),
            _ => node,
        };
    }

    /// <summary>Lays a choice over entries of the same choice; of several with one key the last counts.</summary>
    private static YamlNode Over(ValueKind kind, IEnumerable<YamlEntry> inherited, ScalarNode word, YamlNode node)
    {
        var below = inherited.GroupBy(entry => entry.Key.Text).Select(same => same.Last()).ToList();
        var map = new MappingNode([new(word, new MappingNode(below, word.At))], node.At);
        return Layers.Merge(kind, map, Whole(node, kind));
    }

    private static List<YamlEntry> Given(IEnumerable<Setting> settings, Values model) =>
        [.. settings.Where(model.Given).Select(setting => Entry(setting.Key, model.Node(setting)!))];

    private static IEnumerable<YamlEntry> Within(Setting setting, Values model) => (model.Node(setting) as MappingNode)?.Entries ?? [];

    /// <summary>The gated norm has the eps of the model's norms.</summary>
    private static IEnumerable<YamlEntry> GatedNorm(Values model) =>
        (model.Node(ModelSettings.Norm) as MappingNode)?.Find("eps") is { } eps
            ? [Entry("norm", new MappingNode([eps], eps.Value.At))]
            : [];

    private static YamlEntry Entry(string key, YamlNode value) => new(new ScalarNode(key, quoted: false, value.At), value);
}
