using Pipelines.Models;
using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Serving.Bench;

/// <summary>A Llama of 88 million random parameters, as a GGUF file that lies in the temporary folder until it is disposed.</summary>
internal sealed class BenchModel : IDisposable
{
    public const int Vocab = 16384, Context = 4096;

    private static readonly string Yaml =
        $"{{ family: llama, vocab: {Vocab}, dim: 768, layers: 12, heads: 12, kv_heads: 4, hidden: 2048, context: {Context}, tied: true }}";

    /// <param name="type">of its weights</param>
    public BenchModel(QuantizationType type)
    {
        var spec = ModelYaml.Read("model.yaml", Yaml, "bench", new ReadOptions()).Model!;
        using var model = (Decoder)ModelBuilder.Build(spec, Vocab);
        GgufModel.Write(Path, model, spec, text: null, type);
    }

    /// <summary>The GGUF file.</summary>
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"{Guid.NewGuid():N}.gguf");

    public void Dispose() => File.Delete(Path);
}
