using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Families.Tests;

/// <summary>A page of <c>docs/families</c>: the model that its YAML describes is the one that is tested.</summary>
internal static class FamilyPage
{
    public const int Vocab = 512;

    // Weights are drawn from the process' own generator: by one test at a time, wherever tests run side by side.
    private static readonly Lock Drawing = new();

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Pages");

    /// <summary>Every page's name: a family's word, or <c>composed</c>.</summary>
    public static TheoryData<string> All => Names(_ => true);

    /// <summary>Those of models that predict the next token.</summary>
    public static TheoryData<string> Decoders => Names(name => name != "bert");

    /// <summary>Those of models that Hugging Face has.</summary>
    public static TheoryData<string> AtHuggingFace => Names(name => name != "composed");

    /// <summary>The page's first block of YAML, and a tokenizer's stage for its vocabulary.</summary>
    public static ModelSpec Read(string name)
    {
        var yaml = File.ReadAllText(Path.Combine(Folder, name + ".md")).Split("```yaml\n")[1].Split("```")[0];
        var file = $$"""
            pipeline: page
            data:
              docs: { source: dotnet-docs }
            {{yaml}}
            stages:
              tokenizer: { kind: bpe, data: docs, vocab: {{Vocab}} }
            """;
        var result = PipelineReader.Read($"docs/families/{name}.md", file, new ReadOptions());
        result.Diagnostics.ShouldBeEmpty();
        return result.Spec!.Models.ShouldHaveSingleItem();
    }

    /// <summary>The page's model, its weights drawn from the seed.</summary>
    public static LanguageModel Build(string name, long seed = 1)
    {
        lock (Drawing)
        {
            manual_seed(seed).Dispose();
            return ModelBuilder.Build(Read(name), Vocab);
        }
    }

    /// <summary>
    /// The page's model with weights that leave nothing at its resting value: norms that are not one, biases that are not zero.
    /// </summary>
    public static LanguageModel BuildRough(string name)
    {
        lock (Drawing)
        {
            var model = Build(name);
            using var untracked = no_grad();
            foreach (var (_, parameter) in model.named_parameters())
            {
                using var noise = randn_like(parameter);
                parameter.add_(noise, 0.05);
            }
            return model;
        }
    }

    private static TheoryData<string> Names(Func<string, bool> take) =>
        new(Directory.EnumerateFiles(Folder, "*.md").Select(Path.GetFileNameWithoutExtension).Where(name => name != "README" && take(name!)).Order()!);
}
