using Pipelines.Runtime.Fingerprints;

namespace Pipelines.Runtime.Artifacts;

/// <summary>An artifact that is not what was written.</summary>
/// <param name="fingerprint">which</param>
/// <param name="folder">where it lies</param>
/// <param name="problem">what is wrong with it</param>
public sealed class DamagedArtifactException(Fingerprint fingerprint, string folder, string problem)
    : PipelineException($"the artifact in {folder} is damaged: {problem}")
{
    /// <summary>Which.</summary>
    public Fingerprint Fingerprint { get; } = fingerprint;

    /// <summary>What is wrong with it, without where.</summary>
    public string Problem { get; } = problem;
}
