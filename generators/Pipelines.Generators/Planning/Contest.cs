using Pipelines.Generators.Reading;
using Pipelines.Spec;

namespace Pipelines.Generators.Planning;

/// <summary>A class that two files ask for with different structures.</summary>
/// <param name="Path">the file that does not get it</param>
/// <param name="ClassName">the class</param>
/// <param name="Owner">the file that has it, relative to the project's folder</param>
internal sealed record Contest(string Path, string ClassName, string Owner)
{
    /// <summary>All that is wrong with the file of <paramref name="reading"/>: what reading found, and the classes that it does not get.</summary>
    public static EquatableArray<SpecDiagnostic> Findings(PipelineReading reading, EquatableArray<Contest> contests) => new(
        reading.Findings.Concat(
            from contest in contests
            where contest.Path == reading.Path
            select contest.At(reading)));

    private SpecDiagnostic At(PipelineReading reading) => Rules.ClassContested.At(
        reading.Classes.First(site => site.ClassName == ClassName).Position,
        $"{ClassName} is also a class of {Owner}, with another structure; give one of them another name");
}
