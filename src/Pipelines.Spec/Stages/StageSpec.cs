namespace Pipelines.Spec;

/// <summary>A stage of the pipeline: a function from artifacts to one artifact.</summary>
/// <param name="Name">its name under <c>stages:</c></param>
public abstract record StageSpec(string Name)
{
    /// <summary>The word that <c>kind:</c> takes.</summary>
    public abstract string Kind { get; }

    /// <summary>The stages whose artifacts it reads.</summary>
    public abstract IEnumerable<string> Inputs { get; }

    /// <summary>The model that it makes a checkpoint of, by its name under <c>models:</c>; null when it makes something else.</summary>
    public virtual string? CheckpointOf => null;
}
