using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Spec;

namespace Pipelines.Runtime.Graph;

/// <summary>The artifacts of a pipeline's stages that are done.</summary>
public sealed class StageArtifacts
{
    private readonly ArtifactStore store;
    private readonly StageFingerprints fingerprints;

    internal StageArtifacts(PipelineSpec spec, ArtifactStore store, StageFingerprints fingerprints) =>
        (Spec, this.store, this.fingerprints) = (spec, store, fingerprints);

    /// <summary>The whole pipeline, settings of the command line included.</summary>
    public PipelineSpec Spec { get; }

    /// <summary>What a stage made, or will have made where it is done.</summary>
    public TArtifact Open<TArtifact>(IStage<TArtifact> stage) where TArtifact : Artifact =>
        stage.Open(store.FolderOf(fingerprints.Of(stage.Stage)), this);
}
