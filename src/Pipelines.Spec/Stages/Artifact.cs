namespace Pipelines.Spec;

/// <summary>What a stage makes, and another one may read.</summary>
internal enum Artifact
{
    Tokenizer,
    Checkpoint,
    QuantizedModel,
    RewardModel,
    Report,
}

/// <summary>What people call them.</summary>
internal static class ArtifactWords
{
    /// <summary><c>a reward model</c>.</summary>
    public static string A(this Artifact artifact) => artifact switch
    {
        Artifact.RewardModel => "a reward model",
        Artifact.QuantizedModel => "a quantized model",
        _ => $"a {artifact.ToString().ToLowerInvariant()}",
    };

    /// <summary>What is in it, in Markdown.</summary>
    public static string Holds(this Artifact artifact) => artifact switch
    {
        Artifact.Tokenizer => "`tokenizer.json`, as Hugging Face writes it",
        Artifact.Checkpoint => "weights under the names of their family, or an [adapter](../adapters.md); the model's description, "
            + "its tokenizer and chat template",
        Artifact.QuantizedModel => "a GGUF file or a folder of each [type](../quantize.md), and a report of what it costs",
        Artifact.RewardModel => "weights and `score.weight`, tokenizer and chat template",
        Artifact.Report => "`report.md` to read and `report.json` to compute with",
        _ => throw new ArgumentOutOfRangeException(nameof(artifact), artifact, null),
    };
}
