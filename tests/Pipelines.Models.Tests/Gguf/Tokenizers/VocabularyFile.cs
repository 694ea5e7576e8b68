using Pipelines.Formats.Gguf;
using Pipelines.Models.Tests.LlamaCpp;

namespace Pipelines.Models.Tests.Gguf.Tokenizers;

/// <summary>A tokenizer's metadata in a file without tensors, as llama.cpp opens it.</summary>
internal sealed class VocabularyFile : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("pipelines-gguf-").FullName;

    public LlamaModel Open(GgufMetadata tokenizer)
    {
        var metadata = new GgufMetadata();
        metadata.Set("general.architecture", "llama");
        foreach (var key in tokenizer.Keys) metadata.Set(key, tokenizer.Find(key)!);
        var path = Path.Combine(folder, "vocabulary.gguf");
        GgufWriter.Write(path, metadata, []);
        return LlamaModel.Open(path, vocabularyOnly: true);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
