using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization.Tests;

/// <summary>Models that take a moment, by their settings.</summary>
internal static class SmallModel
{
    public const string Llama = "family: llama\nvocab: 61\ndim: 32\nlayers: 2\nheads: 4\nkv_heads: 2\nhidden: 48\ncontext: 24\n";

    public const string Trainable = "family: llama\nvocab: 61\ndim: 64\nlayers: 2\nheads: 4\nhidden: 128\ncontext: 24\n";

    public const string Untied = Llama + "tied: false\n";

    public const string Gpt2 = "family: gpt2\nvocab: 61\ndim: 32\nlayers: 2\nheads: 4\ncontext: 24\n";

    public const string Mixtral =
        "family: mixtral\nvocab: 61\ndim: 32\nlayers: 2\nheads: 4\nkv_heads: 2\nmoe: { experts: 4, top_k: 2, hidden: 48 }\ncontext: 24\n";

    public const string Mamba = "family: mamba\nvocab: 61\ndim: 32\nlayers: 2\nmamba: { state: 8 }\ncontext: 24\n";

    public static ModelSpec Spec(string yaml)
    {
        var read = ModelYaml.Read("model.yaml", yaml, "small", new ReadOptions());
        return read.Model ?? throw new InvalidOperationException(string.Join('\n', read.Diagnostics));
    }

    /// <summary>A model none of whose parameters is at a constant.</summary>
    public static LanguageModel Of(string yaml, long seed = 1)
    {
        torch.manual_seed(seed);
        var spec = Spec(yaml);
        var model = ModelBuilder.Build(spec, spec.Vocab.Size);
        using var untracked = torch.no_grad();
        foreach (var parameter in model.parameters())
            using (var noise = torch.randn_like(parameter)) parameter.add_(noise, 0.05);
        model.eval();
        return model;
    }

    /// <summary>[batch, time] of tokens, the same for the same seed.</summary>
    public static Tensor Ids(long batch, long time, long seed = 2)
    {
        torch.manual_seed(seed);
        return torch.randint(61, [batch, time], ScalarType.Int64);
    }
}
