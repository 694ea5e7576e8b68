namespace Pipelines.Spec;

/// <summary>A whole pipeline file after reading: every default filled in, every reference known to exist.</summary>
/// <param name="Name">the <c>pipeline:</c> name</param>
/// <param name="Seed">the seed from which every stage derives its own</param>
/// <param name="Data">the data sources, in file order</param>
/// <param name="Models">the models, in file order</param>
/// <param name="Stages">the stages, in file order</param>
/// <param name="Tracking">where runs are recorded</param>
/// <param name="Registry">what is registered when stages have made it, in file order</param>
/// <param name="Serve">how a model is served, where that is asked for</param>
/// <param name="Expect">what runs of stages must come to, in file order</param>
/// <param name="Sweep">which settings are tried; null for none</param>
public sealed record PipelineSpec(
    string Name,
    long Seed,
    EquatableArray<DataSpec> Data,
    EquatableArray<ModelSpec> Models,
    EquatableArray<StageSpec> Stages,
    TrackingSpec Tracking,
    EquatableArray<RegistrationSpec> Registry,
    ServeSpec Serve,
    EquatableArray<ExpectationSpec> Expect,
    SweepSpec? Sweep)
{
    /// <summary>The model whose checkpoint a stage makes, through all the stages that it continues; null when it makes something else.</summary>
    public ModelSpec? ModelOf(string stage)
    {
        var found = StageSpec.Begin(stage, Stages)?.CheckpointOf;
        return Models.FirstOrDefault(model => model.Name == found);
    }
}

/// <summary>Where runs are recorded.</summary>
/// <param name="Experiment">the experiment's name; the pipeline's unless given</param>
/// <param name="Uri">an MLflow server, or null for the embedded store</param>
/// <param name="TensorBoard">a folder for TensorBoard's event files, or null for none</param>
public sealed record TrackingSpec(string Experiment, string? Uri, string? TensorBoard);
