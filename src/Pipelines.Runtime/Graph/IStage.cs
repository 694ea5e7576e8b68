using Pipelines.Runtime.Artifacts;

namespace Pipelines.Runtime.Graph;

/// <summary>A stage whose artifact is, or derives from, a certain kind: a checkpoint of whatever model.</summary>
/// <typeparam name="TArtifact">what it makes</typeparam>
public interface IStage<out TArtifact> where TArtifact : Artifact
{
    /// <summary>The stage itself.</summary>
    Stage Stage { get; }

    /// <summary>The artifact in a folder where it is complete.</summary>
    internal TArtifact Open(string folder, StageArtifacts artifacts);
}
