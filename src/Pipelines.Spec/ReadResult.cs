namespace Pipelines.Spec;

/// <summary>What reading a pipeline file gives: always a result, never an exception.</summary>
/// <param name="Spec">the pipeline, every default filled in; null when any diagnostic is an error</param>
/// <param name="Canonical">
/// The file after <c>extends:</c>, anchors, merges and overrides, with <c>${NAME:default}</c> kept, without comments, as YAML that
/// reads back to the same spec. Empty when the file is not YAML.
/// </param>
/// <param name="Positions">where each setting stands</param>
/// <param name="Diagnostics">everything that is wrong, in the order of the file</param>
public sealed record ReadResult(
    PipelineSpec? Spec,
    string Canonical,
    SourceMap Positions,
    EquatableArray<SpecDiagnostic> Diagnostics);
