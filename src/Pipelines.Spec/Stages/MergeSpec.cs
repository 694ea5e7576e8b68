namespace Pipelines.Spec;

/// <summary><c>kind: merge</c>: adds a checkpoint's adapter to its weights; makes a Checkpoint.</summary>
/// <param name="Name">the stage's name</param>
/// <param name="From">the stage that trained the adapter</param>
public sealed record MergeSpec(string Name, string From) : StageSpec(Name)
{
    /// <inheritdoc/>
    public override string Kind => "merge";

    /// <inheritdoc/>
    public override IEnumerable<string> Inputs => [From];

    /// <inheritdoc/>
    public override string Continues => From;
}
