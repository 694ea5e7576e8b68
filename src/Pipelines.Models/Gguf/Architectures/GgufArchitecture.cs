using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// How one of llama.cpp's architectures says what a model is: keys under its name, as its graph code reads them (ggml-org/llama.cpp,
/// <c>src/models</c>).
/// </summary>
internal abstract class GgufArchitecture
{
    /// <summary>
    /// Every architecture, in the order in which a composed model is tried. A new one is a file beside this, and a line here.
    /// </summary>
    public static readonly IReadOnlyList<GgufArchitecture> All =
    [
        new LlamaArchitecture(), new Qwen2Architecture(), new Qwen3Architecture(), new Gemma2Architecture(), new Gemma3Architecture(),
        new Phi3Architecture(), new Olmo2Architecture(), new SmolLM3Architecture(), new Qwen3MoeArchitecture(),
        new GraniteArchitecture(), new GraniteMoeArchitecture(), new GraniteHybridArchitecture(), new JambaArchitecture(),
        new MambaArchitecture(), new Mamba2Architecture(), new DeepSeek2Architecture(), new GptOssArchitecture(), new Gpt2Architecture(),
        new BertArchitecture(),
    ];

    /// <summary>Its name, <c>general.architecture</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The families whose models it computes.</summary>
    public abstract IReadOnlyList<Family> Families { get; }

    /// <summary>
    /// Whether rotary positions turn neighbouring channels, so that rows of queries and keys lie in another order than ours.
    /// </summary>
    public virtual bool PairsNeighbours => false;

    /// <summary>
    /// Writes the keys of a model. What they have no place for is left out: who reads them back sees the difference.
    /// </summary>
    /// <exception cref="InvalidOperationException">a part that the architecture always has is missing</exception>
    /// <exception cref="NotSupportedException">a part is of a kind that it has no keys for</exception>
    public abstract void Write(Architecture model, ArchitectureKeys keys);

    /// <summary>The model that the keys describe, and the family whose names its parameters get.</summary>
    /// <exception cref="Formats.Gguf.GgufException">a key is missing, or has a value that no model here has</exception>
    public abstract (Family Family, Architecture Model) Read(ArchitectureKeys keys);

    /// <summary>What a user must know of the model in llama.cpp, though it is the same.</summary>
    public virtual IEnumerable<string> Notes(Architecture model) =>
        model.Blocks.Select(block => block.Mixer).OfType<AttentionSpec>().FirstOrDefault()?.Window is { } window && window < model.Context
            ? [$"llama.cpp's {Name} has no windows of attention: the model is the same there for texts of up to {window} tokens"]
            : [];

    /// <summary>The first block's mixer or feed-forward of a kind.</summary>
    /// <exception cref="InvalidOperationException">there is none</exception>
    protected static TPart First<TPart>(Architecture model) where TPart : PartSpec => FirstOrNull<TPart>(model)
        ?? throw new InvalidOperationException($"has no {typeof(TPart).Name.Replace("Spec", "")} in any layer");

    /// <summary>The first block's mixer or feed-forward of a kind, or null.</summary>
    protected static TPart? FirstOrNull<TPart>(Architecture model) where TPart : PartSpec =>
        model.Blocks.SelectMany(block => new PartSpec[] { block.Mixer, block.FeedForward }).OfType<TPart>().FirstOrDefault();

    /// <summary>Width, depth and context, which every architecture has.</summary>
    protected static void WriteSizes(Architecture model, ArchitectureKeys keys)
    {
        keys.Add("context_length", model.Context);
        keys.Add("embedding_length", model.Dim);
        keys.Add("block_count", model.Depth);
    }

    /// <summary>Those of a file.</summary>
    protected static (int Dim, int Layers, int Context) ReadSizes(ArchitectureKeys keys) => (
        keys.Int("embedding_length", most: Sizes.Dim), keys.Int("block_count", most: Sizes.Layers),
        keys.Int("context_length", most: Sizes.Context));

    /// <summary>A decoder with root mean square norms and without positions at the embedding.</summary>
    protected static Architecture Decoder(ArchitectureKeys keys, IEnumerable<BlockSpec> blocks, NormSpec norm)
    {
        var (dim, _, context) = ReadSizes(keys);
        return new(
            dim, context, new NoPositions(), FamilyConfig.Groups(blocks), norm, TiedEmbeddings: !keys.HasTensor("output.weight"),
            Dropout: 0, InitStd: 0.02);
    }

    /// <summary>Root mean square norms, all with the same number under the root.</summary>
    protected static NormSpec RmsNorm(ArchitectureKeys keys) =>
        new(NormKind.RmsNorm, keys.Number("attention.layer_norm_rms_epsilon", above: 0));
}
