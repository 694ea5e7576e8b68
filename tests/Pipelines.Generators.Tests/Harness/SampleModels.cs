using Pipelines.Spec;

namespace Pipelines.Generators.Tests.Harness;

/// <summary>Resolved models, by hand: what the reader would make of the quickstart's.</summary>
internal static class SampleModels
{
    public static ModelSpec DocsLm { get; } = new("docs-lm", Family.Llama, new(4096, "tokenizer"), new(
        Dim: 192,
        Context: 256,
        new NoPositions(),
        new([new(6, new([new(
            new AttentionSpec(Heads: 6, KvHeads: 2, HeadDim: 32, QkvBias: false, OutBias: false, new RopeSpec(10000)),
            new SwiGluSpec(512, Bias: false),
            new NormSpec(NormKind.RmsNorm, 1e-5))]))]),
        new NormSpec(NormKind.RmsNorm, 1e-5),
        TiedEmbeddings: true,
        Dropout: 0,
        InitStd: 0.02));

    public static ModelSpec DocsGpt { get; } = new("docs-gpt", Family.Gpt2, new(4096, "tokenizer"), new(
        Dim: 192,
        Context: 256,
        new LearnedPositions(),
        new([new(6, new([new(
            new AttentionSpec(Heads: 6, KvHeads: 6, HeadDim: 32, QkvBias: true, OutBias: true, Rope: null),
            new MlpSpec(768, Bias: true),
            new NormSpec(NormKind.LayerNorm, 1e-5))]))]),
        new NormSpec(NormKind.LayerNorm, 1e-5),
        TiedEmbeddings: true,
        Dropout: 0,
        InitStd: 0.02));

    /// <summary>Mamba-2 with an attention that sends tokens to experts in every third block.</summary>
    public static ModelSpec DocsHybrid { get; } = Hybrid();

    public static ModelSpec DocsGemma { get; } = Compositions.Gemma2(
        "docs-gemma", dim: 192, heads: 6, kvHeads: 2, headDim: 32, repeat: 3, vocab: 4096, context: 256, hidden: 512, window: 64);

    public static ModelSpec DocsBert { get; } = Compositions.Bert(
        "docs-bert", dim: 192, heads: 6, layers: 6, vocab: 4096, context: 256, hidden: 768);

    private static ModelSpec Hybrid()
    {
        var norm = new NormSpec(NormKind.RmsNorm, 1e-5);
        var mamba = new BlockSpec(
            new Mamba2Spec(Heads: 12, HeadDim: 32, State: 64, Groups: 1, Conv: 4, Chunk: 64, NormEps: 1e-5),
            new SwiGluSpec(512, Bias: false), norm);
        var attention = new BlockSpec(
            new AttentionSpec(Heads: 6, KvHeads: 2, HeadDim: 32, QkvBias: false, OutBias: false, new RopeSpec(10000)),
            new MoeSpec(Experts: 8, TopK: 2, Hidden: 256) { BalanceLoss = 0.01, ZLoss = 0.001 }, norm);
        return new("docs-hybrid", Family.Composed, new(4096, "tokenizer"), new(
            Dim: 192, Context: 256, new NoPositions(), new([new(2, new([mamba, mamba, attention]))]), norm,
            TiedEmbeddings: true, Dropout: 0, InitStd: 0.02));
    }
}
