using Pipelines.Spec;

namespace Pipelines.Generators.Reading;

/// <summary>A valid pipeline without positions: what stays equal when a line moves or a comment changes.</summary>
/// <param name="Path">the file</param>
/// <param name="Spec">the pipeline</param>
/// <param name="Canonical">the file without comments, anchors and <c>extends:</c></param>
internal sealed record PipelineDraft(string Path, PipelineSpec Spec, string Canonical);
