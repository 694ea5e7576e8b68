using Pipelines.Models.Tests.HuggingFace;
using Pipelines.Models.Tests.LlamaCpp;
using Pipelines.Spec;

namespace Pipelines.Models.Tests.Gguf;

/// <summary>The models of the pipelines in this repository, in their sizes, with a small vocabulary.</summary>
public sealed class ShippedModels : IDisposable
{
    private readonly ConfigFiles files = new();

    public void Dispose() => files.Dispose();

    [LlamaTheory]
    [InlineData("quickstart", "docs-lm", "llama")]
    [InlineData("assistant", "assistant-lm", "llama")]
    [InlineData("moe", "moe-lm", "granitemoe")]
    [InlineData("hybrid", "hybrid-lm", "granitehybrid")]
    public void Llama_cpp_continues_as_they_do(string pipeline, string model, string architecture)
    {
        var spec = Spec(pipeline, model) with { Vocab = new VocabSpec(GgufSamples.Vocab, Stage: null) };
        using var built = GgufSamples.Build(spec);
        GgufModel.Write(files["model.gguf"], built, spec, null, QuantizationType.F32).Architecture.ShouldBe(architecture);
        using var llama = LlamaModel.Open(files["model.gguf"]);
        llama.Greedy([7, 70, 21], 64).ShouldBe(built.Greedy([7, 70, 21], 64));
    }

    private static ModelSpec Spec(string pipeline, string model)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Pipelines.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Pipelines.sln is not above the test's folder");
        var path = Path.Combine(folder.FullName, "pipelines", pipeline, $"{pipeline}.pipeline.yaml");
        var read = PipelineReader.Read(path, File.ReadAllText(path), new ReadOptions());
        return read.Spec!.Models.Single(one => one.Name == model);
    }
}
