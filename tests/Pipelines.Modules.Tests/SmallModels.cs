using Pipelines.Modules.Tests.Models;
using Quickstart;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

/// <summary>Models of each family, small enough that a test of all of them takes a moment.</summary>
internal static class SmallModels
{
    public const int Vocab = 61, Context = 40, Layers = 2;

    public static readonly DocsLm.Options Llama = new(
        Vocab, Context, Dim: 32, Layers, Heads: 4, KvHeads: 2, HeadDim: 8, Hidden: 48, RopeTheta: 500, InitStd: 0.1);

    public static readonly DocsGpt.Options Gpt2 = new(Vocab, Context, Dim: 32, Layers, Heads: 4, Hidden: 64, InitStd: 0.1);

    /// <summary>The families, for theories.</summary>
    public static TheoryData<string> Families => [.. Unrouted, "mixtral", "deepseek", "jamba"];

    /// <summary>Those that choose no experts: a choice turns on the last bit of a score.</summary>
    public static TheoryData<string> Unrouted =>
        ["llama", "untied llama", "gpt2", "mistral", "qwen3", "gemma2", "latent", "direct latent", "mamba", "mamba2"];

    public static Decoder Create(string family, long seed = 1)
    {
        torch.manual_seed(seed);
        return family switch
        {
            "llama" => new DocsLm(Llama),
            "untied llama" => new UntiedLlama(Llama),
            "mistral" => new SmallMistral(new()),
            "qwen3" => new SmallQwen3(new()),
            "gemma2" => new SmallGemma2(new()),
            "latent" => new SmallDeepSeek(new()),
            "direct latent" => new SmallDeepSeek(new(QueryRank: null)),
            "mixtral" => new MixedModel(
                32, (Attention(), new Moe(32, 24, experts: 4, topK: 2, MoeNames.Mixtral, balanceLoss: 0.01, zLoss: 0.001)),
                (Attention(), new Moe(32, 24, experts: 4, topK: 2, MoeNames.Mixtral, balanceLoss: 0.01))),
            "deepseek" => new MixedModel(
                32, (Attention(), new SwiGlu(32, 48)),
                (Attention(), new Moe(
                    32, 12, experts: 8, topK: 3, scoring: RouterScoring.Sigmoid, routedScale: 1.5, groups: 4, topGroups: 2,
                    sharedHidden: 24, balanceRate: 0.01))),
            "mamba" => new MixedModel(
                32, (new Mamba(32, 64, state: 8, conv: 4, dtRank: 2), null), (new Mamba(32, 64, state: 8, conv: 4, dtRank: 2), null)),
            "mamba2" => new MixedModel(
                32, (new Mamba2(32, heads: 4, headDim: 16, state: 8, groups: 2, chunk: 8), null),
                (new Mamba2(32, heads: 4, headDim: 16, state: 8, chunk: 8), null)),
            "jamba" => new MixedModel(
                32, (new Mamba(32, 64, state: 8, conv: 4, dtRank: 2, innerNorm: 1e-5), new SwiGlu(32, 48)),
                (Attention(), new Moe(32, 24, experts: 4, topK: 2, MoeNames.Jamba, normalize: false))),
            _ => new DocsGpt(Gpt2),
        };
    }

    /// <summary>A model with no parameter at a constant, so that a test sees each at work.</summary>
    public static Decoder CreateRough(string family, long seed = 1) => Roughened(Create(family, seed));

    /// <summary>Adds noise to every parameter.</summary>
    public static T Roughened<T>(T model) where T : nn.Module
    {
        using var untracked = torch.no_grad();
        foreach (var parameter in model.parameters())
        {
            using var noise = torch.randn_like(parameter);
            using var small = noise * 0.1;
            parameter.add_(small);
        }
        return model;
    }

    /// <summary>An encoder with no parameter at a constant.</summary>
    public static SmallBert CreateBert(long seed = 1)
    {
        torch.manual_seed(seed);
        return Roughened(new SmallBert(new()));
    }

    /// <returns>1 for the first tokens of each row and 0 for the padding behind them, [batch, time]</returns>
    public static Tensor Segments(long[] lengths, int time) => torch.tensor(
        [.. lengths.SelectMany(length => Enumerable.Range(0, time).Select(t => t < length ? 1L : 0L))], [lengths.Length, time]);

    private static Attention Attention() => new(32, heads: 4, kvHeads: 2, headDim: 8);

    /// <returns>random token ids, [batch, time]</returns>
    public static Tensor Ids(int batch, int time, long seed = 2)
    {
        torch.manual_seed(seed);
        return torch.randint(0, Vocab, [batch, time], dtype: ScalarType.Int64);
    }
}
