using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>The settings of a block, and of an item of <c>layers:</c>. A new mixer or feed-forward is a line here.</summary>
internal static class BlockSettings
{
    private static readonly Section<Draft<MixerSpec>> NoMixing = new(
        "mixer.none", "no mixer", "The block works on each token alone", [], _ => _ => new NoMixer());

    private static readonly Section<Draft<FeedForwardSpec>> NoFeeding = new(
        "ffn.none", "no feed-forward", "The block only mixes", [], _ => _ => new NoFeedForward());

    /// <summary>What mixes across time.</summary>
    public static readonly ChoiceKind<Draft<MixerSpec>> Mixers = new(
        "a mixer",
        [
            new("attention", AttentionSettings.Section),
            new("latent_attention", LatentAttentionSettings.Section),
            new("mamba", MambaSettings.Section),
            new("mamba2", Mamba2Settings.Section),
            new(OptionalKind<int>.None, NoMixing),
        ],
        new OwnBlocks<MixerSpec>(mixes: true, (block, values) => new OwnMixerSpec(block, values)));

    /// <summary>What works on channels.</summary>
    public static readonly ChoiceKind<Draft<FeedForwardSpec>> FeedForwards = new(
        "a feed-forward",
        [
            new("swiglu", FeedForwardSettings.SwiGlu),
            new("geglu", FeedForwardSettings.GeGlu),
            new("mlp", FeedForwardSettings.Mlp),
            new("moe", MoeSettings.Section),
            new(OptionalKind<int>.None, NoFeeding),
        ],
        new OwnBlocks<FeedForwardSpec>(mixes: false, (block, values) => new OwnFeedForwardSpec(block, values)));

    /// <summary>The mixer of a block in a list of blocks.</summary>
    public static readonly Setting<YamlNode> Mixer = Setting.Required("mixer", new DeferredKind(Mixers), "What mixes across time");

    /// <summary>The mixer of an item that is a block alone.</summary>
    public static readonly Setting<YamlNode> OnlyMixer = Setting.Derived(
        "mixer", new DeferredKind(Mixers), "`pattern` or `blocks`", "What mixes across time, in a block alone");

    public static readonly Setting<YamlNode> FeedForward = Setting.Derived(
        "ffn", new DeferredKind(FeedForwards), "the model's `ffn`", "What works on each token's channels");

    public static readonly Setting<YamlNode> Norm = Setting.Derived(
        "norm", new DeferredKind(NormSettings.Section), "the model's `norm`", "The norms; what is left out is the model's");

    public static readonly WordKind<ResidualKind> Residuals = new(
        ("sequential", ResidualKind.Sequential, "the feed-forward reads what the mixer has added to"),
        ("parallel", ResidualKind.Parallel, "both read the block's input through one norm (Wang and Komatsuzaki 2021)"));

    public static readonly Setting<YamlNode> Residual = Setting.Derived(
        "residual", new DeferredKind(Residuals), "the model's `residual`", "How mixer and feed-forward reach the residual stream");

    public static readonly Setting<int> Repeat = Setting.Default(
        "repeat", new IntegerKind(1, LayersKind.Most), "1", "How many times over");

    public static readonly Setting<EquatableArray<YamlNode>> Pattern = Setting.Derived(
        "pattern", new ListKind<YamlNode>(new DeferredKind(Mixers), "mixers", least: 1), "`mixer` or `blocks`",
        "The mixers of several blocks, each with the feed-forward given here");

    /// <summary>A block in a list of blocks.</summary>
    public static readonly Section<Values> Block = new(
        "block", "a block", "A mixer and a feed-forward; what is left out is the group's, then the model's",
        [Mixer, FeedForward, Norm, Residual], values => values);

    public static readonly Setting<EquatableArray<YamlNode>> Blocks = Setting.Derived(
        "blocks", new ListKind<YamlNode>(new DeferredKind(Block), "blocks", least: 1), "`mixer` or `pattern`", "Several blocks");

    /// <summary>An item of <c>layers:</c>.</summary>
    public static readonly Section<Values> Group = new(
        "layers", "a layers item", "A block alone, a pattern of mixers, or several blocks, any of them several times over",
        [Repeat, OnlyMixer, Pattern, Blocks, FeedForward, Norm, Residual], values => values);
}
