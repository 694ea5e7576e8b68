using Pipelines.Runtime.Artifacts;

namespace Pipelines.Runtime.Graph;

/// <summary>A function from artifacts to one artifact, known by its name under <c>stages:</c>.</summary>
public abstract class Stage
{
    private protected Stage(Pipeline pipeline, string name, params Stage[] inputs)
    {
        Name = name;
        Inputs = inputs;
        pipeline.Add(this);
    }

    /// <summary>Its name under <c>stages:</c>.</summary>
    public string Name { get; }

    /// <summary>The stages whose artifacts it reads.</summary>
    public IReadOnlyList<Stage> Inputs { get; }
}

/// <summary>A stage by what it makes.</summary>
/// <typeparam name="TArtifact">what it makes</typeparam>
public abstract class Stage<TArtifact> : Stage where TArtifact : Artifact
{
    private protected Stage(Pipeline pipeline, string name, params Stage[] inputs) : base(pipeline, name, inputs)
    {
    }
}
