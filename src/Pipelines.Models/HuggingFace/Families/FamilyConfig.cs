using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>How the configurations of one <c>model_type</c> say what a model is. Keys and defaults are those of transformers.</summary>
internal abstract class FamilyConfig
{
    /// <summary>Every family. A new one is a file beside this, and a line here.</summary>
    public static readonly IReadOnlyList<FamilyConfig> All =
    [
        new LlamaConfig(), new MistralConfig(), new Qwen2Config(), new Qwen3Config(), new Gemma2Config(), new Gemma3Config(),
        new Phi3Config(), new Olmo2Config(), new SmolLM3Config(), new GraniteConfig(),
        new MixtralConfig(), new Qwen3MoeConfig(), new GptOssConfig(), new DeepSeekV3Config(), new Gpt2Config(), new MambaConfig(), new Mamba2Config(),
        new JambaConfig(), new BambaConfig(), new BertConfig(),
    ];

    /// <summary>The family.</summary>
    public abstract Family Family { get; }

    /// <summary>Its <c>model_type</c>.</summary>
    public abstract string ModelType { get; }

    /// <summary>Its class in transformers, as <c>architectures</c> names it.</summary>
    public abstract string Class { get; }

    /// <summary>Number of tokens where the file does not say.</summary>
    public abstract int Vocab { get; }

    /// <summary>The keys that no reader asks for and that change no result.</summary>
    public virtual IReadOnlyCollection<string> Inert => [];

    /// <summary>What a configuration describes.</summary>
    /// <exception cref="HuggingFaceException">a key has a value that no model here has, or contradicts another</exception>
    public abstract Architecture Read(ConfigSection config);

    /// <summary>
    /// Writes the keys of a model of the family. What the keys have no place for is left out: who reads them back sees the difference.
    /// </summary>
    /// <exception cref="InvalidOperationException">a part that the family always has is missing</exception>
    public abstract void Write(Architecture model, ConfigWriter json);

    /// <summary>Width of the residual stream, <c>hidden_size</c>.</summary>
    protected static int Dim(ConfigSection config, int fallback) => config.Int("hidden_size", fallback, most: Sizes.Dim);

    /// <summary>Number of blocks, <c>num_hidden_layers</c>.</summary>
    protected static int Layers(ConfigSection config, int fallback) => config.Int("num_hidden_layers", fallback, most: Sizes.Layers);

    /// <summary>Most tokens, <c>max_position_embeddings</c>.</summary>
    protected static int Context(ConfigSection config, int fallback) =>
        config.Int("max_position_embeddings", fallback, most: Sizes.Context);

    /// <summary>Standard deviation of fresh weights, <c>initializer_range</c>.</summary>
    protected static double InitStd(ConfigSection config, double fallback = 0.02) => config.Number("initializer_range", fallback, above: 0);

    /// <summary>The first block's mixer or feed-forward of a kind.</summary>
    /// <exception cref="InvalidOperationException">there is none</exception>
    protected static TPart First<TPart>(Architecture model) where TPart : PartSpec =>
        model.Blocks.SelectMany(block => new PartSpec[] { block.Mixer, block.FeedForward }).OfType<TPart>().FirstOrDefault()
            ?? throw new InvalidOperationException($"has no {typeof(TPart).Name.Replace("Spec", "")} in any layer");

    /// <summary>
    /// Blocks as groups: the shortest period that comes at least twice and what is left of it, else each block as often as it stands in
    /// a row. Settings of a family are grouped so too.
    /// </summary>
    internal static EquatableArray<BlockGroup> Groups(IEnumerable<BlockSpec> all)
    {
        var blocks = all.ToArray();
        var period = Enumerable.Range(1, blocks.Length / 2).FirstOrDefault(
            length => Enumerable.Range(length, blocks.Length - length).All(layer => blocks[layer] == blocks[layer - length]));
        return new(period == 0 ? Rows(blocks) : Periodic(blocks, period));
    }

    private static IEnumerable<BlockGroup> Periodic(BlockSpec[] blocks, int period)
    {
        yield return new BlockGroup(blocks.Length / period, new(blocks[..period]));
        var rest = blocks[(blocks.Length / period * period)..];
        if (rest.Length > 0) yield return new BlockGroup(1, new(rest));
    }

    private static IEnumerable<BlockGroup> Rows(BlockSpec[] blocks)
    {
        for (var start = 0; start < blocks.Length;)
        {
            var length = blocks.Skip(start).TakeWhile(block => block == blocks[start]).Count();
            yield return new BlockGroup(length, new([blocks[start]]));
            start += length;
        }
    }
}
