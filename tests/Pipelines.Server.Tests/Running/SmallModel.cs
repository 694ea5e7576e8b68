using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;

namespace Pipelines.Server.Tests;

/// <summary>A Llama with weights of no meaning that takes a moment.</summary>
internal static class SmallModel
{
    public static readonly SamplingSpec Greedy = new(
        MaxTokens: 64, Temperature: 0, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: default, Seed: null);

    // Weights are drawn from the process' own generator: by one test at a time.
    private static readonly Lock Drawing = new();

    public static ModelSpec Spec { get; } = ModelYaml.Read(
        "model.yaml",
        $"family: llama\nvocab: {Language.Text.Tokenizer.VocabSize}\ndim: 32\nlayers: 2\nheads: 4\nkv_heads: 2\nhidden: 48\ncontext: 256\n",
        "small", new ReadOptions()).Model!;

    public static LanguageModel Build()
    {
        lock (Drawing)
        {
            torch.manual_seed(11).Dispose();
            var model = ModelBuilder.Build(Spec, Spec.Vocab.Size);
            using var untracked = torch.no_grad();
            foreach (var parameter in model.parameters())
                using (var noise = torch.randn_like(parameter)) parameter.add_(noise, 0.2);
            model.eval();
            return model;
        }
    }
}
