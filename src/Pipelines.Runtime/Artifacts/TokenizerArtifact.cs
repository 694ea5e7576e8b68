using Pipelines.Tokenizers;

namespace Pipelines.Runtime.Artifacts;

/// <summary>A trained tokenizer: <c>tokenizer.json</c> and <c>tokenizer_config.json</c>, as Hugging Face's libraries read them.</summary>
public sealed class TokenizerArtifact : Artifact
{
    internal const string FileName = "tokenizer.json";

    internal TokenizerArtifact(string folder) : base(folder)
    {
    }

    /// <summary>The tokenizer.</summary>
    public Tokenizer Load() => Tokenizer.Load(FileNamed(FileName));
}
