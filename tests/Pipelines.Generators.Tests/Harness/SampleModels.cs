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
}
