namespace Pipelines.Training;

/// <summary>A complete checkpoint on disk, whose files match their checksums.</summary>
/// <param name="Folder">where its files lie</param>
/// <param name="State">where training stood</param>
public sealed record Checkpoint(string Folder, TrainingState State)
{
    internal const string WeightsFile = "model.safetensors";
    internal const string OptimizerFile = "optimizer.safetensors";

    /// <summary>The weights, under Hugging Face names.</summary>
    public string Weights => Path.Combine(Folder, WeightsFile);

    /// <summary>The optimizer's moments.</summary>
    public string Optimizer => Path.Combine(Folder, OptimizerFile);
}
