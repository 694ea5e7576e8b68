namespace Pipelines.Spec;

/// <summary><c>kind: pretrain</c>: next-token training from scratch; makes a Checkpoint.</summary>
/// <param name="Name">the stage's name</param>
/// <param name="Model">the model under <c>models:</c></param>
/// <param name="Tokenizer">the tokenizer stage</param>
/// <param name="Data">the data source</param>
/// <param name="Tokens">tokens to train on</param>
/// <param name="Training">how; a batch is of windows of the model's context</param>
public sealed record PretrainSpec(
    string Name, string Model, string Tokenizer, string Data, long Tokens, TrainingSpec Training) : TrainingStageSpec(Name, Training)
{
    /// <inheritdoc/>
    public override string Kind => "pretrain";

    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => [Tokenizer];

    /// <inheritdoc/>
    public override string CheckpointOf => Model;

    /// <summary>Optimizer steps that <see cref="Tokens"/> take at a window of <paramref name="context"/> tokens.</summary>
    public long Steps(int context)
    {
        var step = (long)Training.Batch * Training.Accumulate * context;
        return Math.Max(1, (Tokens + step - 1) / step);
    }
}
