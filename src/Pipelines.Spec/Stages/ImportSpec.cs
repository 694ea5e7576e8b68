namespace Pipelines.Spec;

/// <summary><c>kind: import</c>: takes a model's weights out of a folder as Hugging Face keeps them; makes a Checkpoint.</summary>
/// <param name="Name">the stage's name</param>
/// <param name="Model">the model, which the folder's must be</param>
/// <param name="Folder">the folder, relative to the pipeline file's</param>
public sealed record ImportSpec(string Name, string Model, string Folder) : StageSpec(Name)
{
    /// <inheritdoc/>
    public override string Kind => "import";

    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => [];

    /// <inheritdoc/>
    public override string CheckpointOf => Model;
}
