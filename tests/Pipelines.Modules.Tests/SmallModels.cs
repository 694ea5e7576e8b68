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
    public static TheoryData<string> Families => ["llama", "untied llama", "gpt2"];

    public static Decoder Create(string family, long seed = 1)
    {
        torch.manual_seed(seed);
        return family switch
        {
            "llama" => new DocsLm(Llama),
            "untied llama" => new UntiedLlama(Llama),
            _ => new DocsGpt(Gpt2),
        };
    }

    /// <summary>A model with no parameter at a constant, so that a test sees each at work.</summary>
    public static Decoder CreateRough(string family, long seed = 1)
    {
        var model = Create(family, seed);
        using var untracked = torch.no_grad();
        foreach (var parameter in model.parameters())
        {
            using var noise = torch.randn_like(parameter);
            using var small = noise * 0.1;
            parameter.add_(small);
        }
        return model;
    }

    /// <returns>random token ids, [batch, time]</returns>
    public static Tensor Ids(int batch, int time, long seed = 2)
    {
        torch.manual_seed(seed);
        return torch.randint(0, Vocab, [batch, time], dtype: ScalarType.Int64);
    }
}
