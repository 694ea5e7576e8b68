using Pipelines.Generators.Code;
using Pipelines.Generators.Verifiers;
using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Stages;

/// <summary>One pipeline class to emit; equal units emit equal text.</summary>
/// <param name="Namespace">where it lives; empty for the global namespace</param>
/// <param name="ClassName">its name in C#</param>
/// <param name="Path">the file, relative to the project's folder</param>
/// <param name="Pipeline">what it is</param>
/// <param name="Blocks">the blocks of the project's own that it names</param>
/// <param name="Verifiers">the verifiers of the project's own that it names</param>
/// <param name="Code">what the classes of both do</param>
/// <param name="Yaml">the file without comments, anchors and <c>extends:</c>, which the program reads again at run time</param>
internal sealed record PipelineUnit(
    string Namespace,
    string ClassName,
    string Path,
    PipelineSpec Pipeline,
    EquatableArray<BlockDeclaration> Blocks,
    EquatableArray<VerifierDeclaration> Verifiers,
    EquatableArray<ClassCode> Code,
    string Yaml);
