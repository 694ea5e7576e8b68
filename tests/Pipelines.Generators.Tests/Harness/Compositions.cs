using Pipelines.Spec;

namespace Pipelines.Generators.Tests.Harness;

/// <summary>Small models of every family, and of compositions that no family has. Each setting that changes code is in one of them.</summary>
internal static class Compositions
{
    private const int Dim = 32;
    private static readonly NormSpec Rms = new(NormKind.RmsNorm, 1e-5);
    private static readonly NormSpec Offset = new(NormKind.RmsNorm, 1e-6, UnitOffset: true);
    private static readonly NormSpec Layer = new(NormKind.LayerNorm, 1e-5);
    private static readonly RopeSpec Rope = new(10000);
    private static readonly AttentionSpec Grouped = new(4, 2, 8, QkvBias: false, OutBias: false, Rope);
    private static readonly AttentionSpec Full = new(4, 4, 8, QkvBias: true, OutBias: true, Rope: null);
    private static readonly SwiGluSpec SwiGlu = new(48, Bias: false);
    private static readonly MambaSpec Mamba = new(State: 8, Conv: 4, Expand: 2, DtRank: 4);
    private static readonly Mamba2Spec Mamba2 = new(Heads: 8, HeadDim: 8, State: 16, Groups: 2, Conv: 4, Chunk: 8, NormEps: 1e-5);
    private static readonly MoeSpec Moe = new(Experts: 4, TopK: 2, Hidden: 24) { BalanceLoss = 0.01, ZLoss = 0.001 };

    private static readonly MoeSpec Fine = Moe with
    {
        Experts = 8,
        Score = RouterScore.Sigmoid,
        RoutedScale = 2.5,
        Groups = 4,
        TopGroups = 2,
        SharedHidden = 24,
        BalanceRate = 0.001,
    };

    private static readonly AttentionSpec Sunk = Grouped with
    {
        QkvBias = true,
        OutBias = true,
        Sinks = true,
        Rope = Rope with { Scaling = new YarnScaling(4, 8, Truncate: false) },
    };

    private static readonly BlockSpec GptOssBlock = new(Sunk, Moe with { ZLoss = 0, Bias = true, SwigluLimit = 7 }, Rms);

    private static readonly LatentAttentionSpec Latent = new(
        Heads: 4, QueryRank: 12, KvRank: 16, NopeHeadDim: 8, RopeHeadDim: 4, ValueHeadDim: 6, Rope, NormEps: 1e-6);

    public static IReadOnlyList<ModelSpec> All { get; } =
    [
        Of("llama", Family.Llama, Times(2, new(Grouped, SwiGlu, Rms))),
        With(
            Of("llama3", Family.Llama, Times(2, new(Turning(Rope with { Scaling = new Llama3Scaling(8, 1, 4, 32) }), SwiGlu, Rms))),
            architecture => architecture with { TiedEmbeddings = false }),
        Of("gpt2", Family.Gpt2, Times(2, new(Full, new MlpSpec(64, Bias: true), Layer)), Layer, new LearnedPositions()),
        Of("mistral", Family.Mistral, Times(2, new(Grouped with { Window = 5 }, SwiGlu, Rms))),
        Of("qwen2", Family.Qwen2, Times(2, new(Grouped with { QkvBias = true }, SwiGlu, Rms))),
        Of("qwen3", Family.Qwen3, Times(2, new(Grouped with { QkNorm = QkNorm.Head, HeadDim = 12 }, SwiGlu, Rms))),
        Gemma2("gemma2"),
        With(
            Of("gemma3", Family.Gemma3, [new(1, new([
                new(Grouped with { QkNorm = QkNorm.Head, Window = 5 }, new GeGluSpec(40, Bias: false), Offset, NormPlacement.Sandwich),
                new(Turning(new(1e6) { Scaling = new LinearScaling(8) }) with { QkNorm = QkNorm.Head }, new GeGluSpec(40, Bias: false), Offset,
                    NormPlacement.Sandwich),
            ]))], Offset),
            architecture => architecture with { ScaledEmbedding = true }),
        Of("phi3", Family.Phi3, Times(2, new(
            Grouped with
            {
                Window = 7,
                Rope = Rope with { Share = 0.5, Scaling = new LongRopeScaling(new([1, 1.5]), new([2, 3.25]), OriginalContext: 8, 1.25) },
            },
            SwiGlu, Rms))),
        With(
            Of("olmo2", Family.Olmo2, Times(2, new(Grouped with { QkNorm = QkNorm.Whole }, SwiGlu, Rms, NormPlacement.Output))),
            architecture => architecture with { TiedEmbeddings = false }),
        Of("smollm3", Family.SmolLM3, [new(1, new([new(Grouped, SwiGlu, Rms), new(Turning(null), SwiGlu, Rms)]))]),
        Factored(Of("granite", Family.Granite, Times(2, new(Grouped with { Scale = 0.125 }, SwiGlu, Rms)))),
        With(
            Factored(Of("factors", Family.Composed, [new(1, new([
                new(Grouped, SwiGlu, Rms, NormPlacement.Sandwich), new(Grouped, SwiGlu, Rms, NormPlacement.Output),
                new(Grouped, SwiGlu, Rms, NormPlacement.Post), new(Grouped, SwiGlu, Rms, Residual: ResidualKind.Parallel),
                new(new NoMixer(), SwiGlu, Rms),
            ]))])),
            architecture => architecture with { ScaledEmbedding = true }),
        Of("mixtral", Family.Mixtral, Times(2, new(Grouped, Moe, Rms))),
        Of("qwen3moe", Family.Qwen3Moe, [
            new(1, new([new(Grouped with { QkNorm = QkNorm.Head }, SwiGlu, Rms)])),
            new(2, new([new(Grouped with { QkNorm = QkNorm.Head }, Moe with { NormalizeTopK = false }, Rms)])),
        ]),
        Of("gptoss", Family.GptOss, [new(2, new([GptOssBlock with { Mixer = Sunk with { Window = 7 } }, GptOssBlock]))]),
        Of("sinks", Family.Composed, [
            new(1, new([new(Grouped with { Sinks = true, Scale = 0.25 }, SwiGlu with { SwigluLimit = 5 }, Rms)])),
            new(2, new([new(Grouped, Fine with { Bias = true, SwigluLimit = 2 }, Rms)])),
        ]),
        Of("deepseek", Family.DeepSeekV3, [
            new(1, new([new(Latent, SwiGlu, Rms)])),
            new(2, new([new(Latent, Fine, Rms)])),
        ]),
        Of("yarn-latent", Family.Composed, Times(2, new(
            Latent with { QueryRank = null, Rope = Rope with { Scaling = new YarnScaling(4, 8, Mscale: 1, MscaleAllDim: 0.7) } },
            SwiGlu, Rms))),
        Of("mamba", Family.Mamba, Times(2, new(Mamba, new NoFeedForward(), Rms))),
        Of("mamba2", Family.Mamba2, Times(2, new(Mamba2, new NoFeedForward(), Rms))),
        Of("jamba", Family.Jamba, [new(1, new([
            new(Mamba with { InnerNorm = 1e-6 }, SwiGlu, Rms),
            new(Mamba with { InnerNorm = 1e-6 }, Moe, Rms),
            new(Grouped with { Rope = null }, SwiGlu, Rms),
            new(Mamba with { InnerNorm = 1e-6 }, Moe, Rms),
        ]))]),
        Of("bamba", Family.Bamba, [new(1, new([
            new(Mamba2, SwiGlu, Rms),
            new(Mamba2, SwiGlu, Rms),
            new(Mamba2, SwiGlu, Rms),
            new(Grouped with { Rope = Rope with { Share = 0.5 } }, SwiGlu, Rms),
        ]))]),
        Bert("bert"),
        Of("hybrid", Family.Composed, [
            new(2, new([new(Mamba2, SwiGlu, Rms), new(Mamba2, SwiGlu, Rms), new(Grouped with { Window = 6 }, Moe, Rms)])),
            new(1, new([new(Grouped, SwiGlu, Rms)])),
        ]),
        Of("parallel", Family.Composed, Times(2, new(
            Full with { Alibi = true }, new GeGluSpec(40, Bias: true), Layer, Residual: ResidualKind.Parallel)), Layer),
        Of("post", Family.Composed, Times(2, new(
            Full, new MlpSpec(64, Bias: false, Activation.Relu), Layer, NormPlacement.Post)), null, new SinusoidalPositions()),
        Of("either", Family.Composed, [new(2, new([
            new(Grouped with { Softcap = 20, Scale = 0.25 }, new NoFeedForward(), Rms),
            new(new NoMixer(), SwiGlu, Rms),
            new(new NoMixer(), SwiGlu with { Hidden = 24, Bias = true }, Rms, NormPlacement.Sandwich),
            new(Mamba with { Bias = true, ConvBias = false }, new MlpSpec(40, Bias: true, Activation.Silu), Layer, NormPlacement.Post),
        ]))]),
        With(
            Of("two-ropes", Family.Composed, [new(2, new([
                new(Grouped with { Window = 4 }, SwiGlu, Rms),
                new(Turning(new(1e6) { Scaling = new LinearScaling(4) }), SwiGlu with { Hidden = 40 }, Rms with { Eps = 1e-6 }),
            ]))], Rms, new LearnedPositions()),
            architecture => architecture with { EmbeddingNorm = Layer with { Eps = 1e-12 } }),
        Of("widths", Family.Composed, [new(1, new([new(Grouped, SwiGlu, Rms), new(Grouped, SwiGlu with { Hidden = 64 }, Rms)]))]),
        Of("both-ways", Family.Composed, Times(2, new(Full with { Causal = false, Rope = Rope }, SwiGlu, Rms))),
    ];

    public static ModelSpec Gemma2(
        string name, int dim = Dim, int heads = 4, int kvHeads = 2, int headDim = 8, int repeat = 1, int vocab = 64, int context = 32,
        int hidden = 64, int window = 5)
    {
        var norm = new NormSpec(NormKind.RmsNorm, 1e-6, UnitOffset: true);
        var attention = new AttentionSpec(heads, kvHeads, headDim, false, false, Rope) { Softcap = 50, Scale = 1 / Math.Sqrt(headDim) };
        BlockSpec Block(int? window) =>
            new(attention with { Window = window }, new GeGluSpec(hidden, Bias: false), norm, NormPlacement.Sandwich);
        return new(name, Family.Gemma2, new(vocab, null), new(
            dim, context, new NoPositions(), new([new(repeat, new([Block(window), Block(null)]))]), norm, true, 0, 0.02)
        {
            ScaledEmbedding = true,
            LogitSoftcap = 30,
        });
    }

    public static ModelSpec Bert(
        string name, int dim = Dim, int heads = 4, int layers = 2, int vocab = 64, int context = 32, int hidden = 64)
    {
        var norm = new NormSpec(NormKind.LayerNorm, 1e-12);
        var attention = new AttentionSpec(heads, heads, dim / heads, true, true, null) { Causal = false };
        var block = new BlockSpec(attention, new MlpSpec(hidden, true, Activation.Gelu), norm, NormPlacement.Post);
        return new(name, Family.Bert, new(vocab, null), new(
            dim, context, new LearnedPositions(), new([new(layers, new([block]))]), null, true, 0, 0.02)
        {
            EmbeddingNorm = norm,
            TokenTypes = 2,
        });
    }

    private static ModelSpec With(ModelSpec model, Func<Architecture, Architecture> change) =>
        model with { Architecture = change(model.Architecture) };

    private static ModelSpec Factored(ModelSpec model) => With(
        model, architecture => architecture with { EmbeddingMultiplier = 6, ResidualMultiplier = 0.5, LogitsScaling = 4 });

    private static AttentionSpec Turning(RopeSpec? rope) => Grouped with { Rope = rope };

    private static BlockGroup[] Times(int repeat, BlockSpec block) => [new(repeat, new([block]))];

    private static ModelSpec Of(string name, Family family, BlockGroup[] groups) => Of(name, family, groups, Rms);

    private static ModelSpec Of(string name, Family family, BlockGroup[] groups, NormSpec? norm, PositionSpec? positions = null) => new(
        name, family, new(64, null), new(
            Dim, 32, positions ?? new NoPositions(), new(groups), norm, TiedEmbeddings: true, Dropout: 0, InitStd: 0.02));
}
