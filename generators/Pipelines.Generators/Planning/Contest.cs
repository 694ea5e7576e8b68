using Pipelines.Generators.Reading;
using Pipelines.Spec;

namespace Pipelines.Generators.Planning;

/// <summary>A class that two files ask for and cannot share.</summary>
/// <param name="Path">the file that does not get it</param>
/// <param name="ClassName">the class</param>
/// <param name="Message">who has it, and why it cannot be shared</param>
internal sealed record Contest(string Path, string ClassName, string Message)
{
    /// <summary>What reading found, and the classes that the file of <paramref name="reading"/> does not get.</summary>
    public static EquatableArray<SpecDiagnostic> Findings(PipelineReading reading, EquatableArray<Contest> contests) => new(
        reading.Findings.Concat(
            from contest in contests
            where contest.Path == reading.Path
            let site = reading.Classes.First(site => site.ClassName == contest.ClassName)
            select Rules.ClassContested.At(site.Position, contest.Message)));
}
