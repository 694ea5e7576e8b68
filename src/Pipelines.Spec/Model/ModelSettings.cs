using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>
/// The settings of models: one set for all families, which change defaults and leave out what their checkpoints cannot hold.
/// </summary>
internal static class ModelSettings
{
    public static readonly Setting<Family> Family = Setting.Derived(
        "family", new WordKind<Family>([.. Families.All.Select(family => (family.Word, family.Family, family.Doc))]),
        "none: `layers` is then a list of blocks",
        "The preset that the model starts from; it decides the checkpoint's names too");

    public static readonly Setting<VocabSpec> Vocab = Setting.Required(
        "vocab", new VocabKind(), "Number of tokens, or the stage whose tokenizer decides it");

    public static readonly Setting<int> Dim = Setting.Required("dim", new IntegerKind(1, 65536), "Width of the residual stream");

    public static readonly Setting<YamlNode> Layers = Setting.Required("layers", new LayersKind(), "Number of blocks, or the blocks");

    public static readonly Setting<int> Context = Setting.Required("context", new IntegerKind(1, 1 << 24), "Most tokens in one sequence");

    public static readonly Setting<Draft<FeedForwardSpec>> FeedForward = Setting.Default(
        "ffn", BlockSettings.FeedForwards, "swiglu", "What works on each token's channels, where a block does not say");

    public static readonly Setting<PlacedNorm> Norm = Setting.Default(
        "norm", NormSettings.Section, "{}", "The norms, where a block does not say");

    public static readonly Setting<ResidualKind> Residual = Setting.Default(
        "residual", BlockSettings.Residuals, "sequential", "How mixer and feed-forward reach the residual stream");

    public static readonly Setting<PositionSpec> Positions = Setting.Default(
        "positions",
        new WordKind<PositionSpec>(
            ("none", new NoPositions(), "attention brings positions itself, or the model needs none"),
            ("learned", new LearnedPositions(), "a learned vector for each (Gehring et al. 2017)"),
            ("sinusoidal", new SinusoidalPositions(), "sines and cosines of geometric wavelengths (Vaswani et al. 2017)")),
        "none", "What is added to the embedding");

    public static readonly Setting<Draft<MixerSpec>> LatentAttention = Mixer("latent_attention", LatentAttentionSettings.Section);

    public static readonly Setting<Draft<MixerSpec>> Mamba = Mixer("mamba", MambaSettings.Section);

    public static readonly Setting<Draft<MixerSpec>> Mamba2 = Mixer("mamba2", Mamba2Settings.Section);

    public static readonly Setting<Draft<FeedForwardSpec>> Moe = Setting.Derived(
        "moe", MoeSettings.Section, "nothing", "Defaults of every `moe` block");

    public static readonly Setting<bool> Tied = Setting.Default(
        "tied", new FlagKind(), "true", "Whether the output head is the token embedding (Press and Wolf 2017)");

    public static readonly Setting<bool> ScaledEmbedding = Setting.Default(
        "scaled_embedding", new FlagKind(), "false", "Whether embeddings are multiplied by √dim (Vaswani et al. 2017)");

    public static readonly Setting<double> EmbeddingMultiplier = Setting.Default(
        "embedding_multiplier", new NumberKind(new(0, 1e6, MinOpen: true)), "1", "Factor of the embeddings, beside `scaled_embedding`");

    public static readonly Setting<double> ResidualMultiplier = Setting.Default(
        "residual_multiplier", new NumberKind(new(0, 1e6, MinOpen: true)), "1",
        "Factor of what each mixer and feed-forward adds to the residual stream");

    public static readonly Setting<double> LogitsScaling = Setting.Default(
        "logits_scaling", new NumberKind(new(0, 1e6, MinOpen: true)), "1", "What logits are divided by");

    public static readonly Setting<bool> EmbeddingNorm = Setting.Default(
        "embedding_norm", new FlagKind(), "false", "Whether embeddings pass through a norm");

    public static readonly Setting<int> TokenTypes = Setting.Default(
        "token_types", new IntegerKind(0, 65536), "0", "Number of token types, each with a learned vector; 0 for none");

    public static readonly Setting<Given<double>?> LogitSoftcap = Setting.Default(
        "logit_softcap", new OptionalKind<double>(new NumberKind(new(0, 1e6, MinOpen: true))), "none",
        "The c in c·tanh(logit / c) over the head's logits (Gemma team 2024)");

    public static readonly Setting<double> Dropout = Setting.Default(
        "dropout", new NumberKind(new(0, 1, MaxOpen: true)), "0", "Probability after the embedding and after each mixer and feed-forward");

    public static readonly Setting<double> Init = Setting.Default("init", InitSettings.Section, "{}", "The initial weights");

    /// <summary>A model without a family.</summary>
    public static readonly Section<ModelSpec> Composed = new(
        "model", "a model", "A family's preset and what differs from it, or without a family blocks of one's own",
        [
            Family, Vocab, Dim, Layers, Context, .. AttentionSettings.Shared, FeedForwardSettings.Hidden, FeedForward, Norm, Residual,
            Positions, LatentAttention, Mamba, Mamba2, Moe, .. FamilySettings.All, Tied, ScaledEmbedding, EmbeddingMultiplier,
            ResidualMultiplier, LogitsScaling, EmbeddingNorm, TokenTypes, LogitSoftcap, Dropout, Init,
        ],
        values => Composition.Bind(values, Spec.Family.Composed),
        (values, reading) => Composition.Check(values, reading, family: null));

    /// <summary>Any model.</summary>
    public static readonly ModelKind Model = new(Composed);

    /// <summary>Whether a model may give a setting of that key for its blocks.</summary>
    public static bool Has(string key) => Composed.Settings.Any(setting => setting.Key == key);

    private static Setting<Draft<MixerSpec>> Mixer(string word, Section<Draft<MixerSpec>> section) =>
        Setting.Derived(word, section, "nothing", $"Defaults of every `{word}` block");
}
