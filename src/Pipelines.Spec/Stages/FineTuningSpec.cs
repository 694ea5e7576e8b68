namespace Pipelines.Spec;

/// <summary>A stage that trains the checkpoint of another stage further.</summary>
/// <param name="Name">the stage's name</param>
/// <param name="From">the stage whose checkpoint it begins with</param>
/// <param name="Data">the data sources, one after the other</param>
/// <param name="Training">how; a batch is of examples</param>
/// <param name="Adapter">trains an adapter instead of the weights themselves; null to train the weights</param>
public abstract record FineTuningSpec(
    string Name, string From, EquatableArray<string> Data, TrainingSpec Training, AdapterSpec? Adapter) : TrainingStageSpec(Name, Training)
{
    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => [From];

    /// <inheritdoc/>
    public override string? Continues => From;
}
