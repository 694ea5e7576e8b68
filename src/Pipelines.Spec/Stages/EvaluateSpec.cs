namespace Pipelines.Spec;

/// <summary><c>kind: evaluate</c>: what checkpoints can do, side by side; makes a Report.</summary>
/// <param name="Name">the stage's name</param>
/// <param name="From">the stages that make the checkpoints</param>
/// <param name="Data">
/// the source whose held-out documents are predicted; null for the one that a checkpoint was pretrained on, where there is one
/// </param>
/// <param name="Baselines">other predictors of documents, set beside the checkpoints</param>
/// <param name="Tasks">what is asked beside the prediction of documents</param>
public sealed record EvaluateSpec(
    string Name,
    EquatableArray<string> From,
    string? Data,
    EquatableArray<Baseline> Baselines,
    EquatableArray<EvaluationTaskSpec> Tasks) : StageSpec(Name)
{
    /// <inheritdoc/>
    public override string Kind => "evaluate";

    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => From.Concat(Tasks.SelectMany(task => task.Inputs)).Distinct();
}

/// <summary>A predictor that a trained model should beat.</summary>
public enum Baseline
{
    /// <summary>The same model with its initial weights.</summary>
    Untrained,

    /// <summary>A byte-level trigram with interpolated counts.</summary>
    Trigram,
}
