namespace Pipelines.Spec;

/// <summary><c>kind: evaluate</c>: loss, perplexity and bits per byte of a checkpoint on held-out documents; makes a Report.</summary>
/// <param name="Name">the stage's name</param>
/// <param name="From">the stage that makes the checkpoint</param>
/// <param name="Data">the data source, or null for the one that the checkpoint was trained on</param>
/// <param name="Baselines">other predictors set beside it</param>
public sealed record EvaluateSpec(string Name, string From, string? Data, EquatableArray<Baseline> Baselines) : StageSpec(Name)
{
    /// <inheritdoc/>
    public override string Kind => "evaluate";

    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => [From];
}

/// <summary>A predictor that a trained model should beat.</summary>
public enum Baseline
{
    /// <summary>The same model with its initial weights.</summary>
    Untrained,

    /// <summary>A byte-level trigram with interpolated counts.</summary>
    Trigram,
}
