using Pipelines.Generators.Verifiers;
using Pipelines.Spec;

namespace Pipelines.Generators.Reading;

/// <summary>A pipeline without positions: what stays equal when a line moves or a comment changes.</summary>
/// <param name="Path">the file</param>
/// <param name="ClassName">the class that it asks for, or null where it has no name</param>
/// <param name="Spec">the pipeline, or null where something is wrong</param>
/// <param name="Canonical">the file without comments, anchors and <c>extends:</c></param>
/// <param name="Blocks">the blocks of the project's own that it names</param>
/// <param name="Verifiers">the verifiers of the project's own that it names</param>
internal sealed record PipelineDraft(
    string Path,
    string? ClassName,
    PipelineSpec? Spec,
    string Canonical,
    EquatableArray<BlockDeclaration> Blocks,
    EquatableArray<VerifierDeclaration> Verifiers);
