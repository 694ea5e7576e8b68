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

    /// <summary>The stage whose checkpoint it makes another of; null when it makes something else, or begins from nothing.</summary>
    public virtual string? Continues => null;

    /// <summary>The stage at the beginning of the chain of stages that <paramref name="stage"/> continues; null where one is missing.</summary>
    public static StageSpec? Begin(string stage, IReadOnlyList<StageSpec> stages)
    {
        var (name, seen) = (stage, new HashSet<string>());
        while (seen.Add(name) && stages.FirstOrDefault(candidate => candidate.Name == name) is { } found)
        {
            if (found.Continues is null) return found;
            name = found.Continues;
        }
        return null;
    }
}
