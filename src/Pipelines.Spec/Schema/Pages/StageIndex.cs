using System.Text;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec.Schema;

/// <summary>All kinds of stages, what they make of what, and the file that their examples are laid over.</summary>
internal sealed class StageIndex() : ReferencePage("stages/README.md")
{
    /// <inheritdoc/>
    public override string Write(IReadOnlyList<PlacedSection> sections, SectionLink link)
    {
        var page = new StringBuilder("# Stages\n\n")
            .Append("A stage is a function from artifacts to one artifact: a folder that is named by the content of what made it, ")
            .Append("and made once. ")
            .Append("`dotnet run -- <stage>` runs one and what it needs; a stage that is called by its kind needs no `kind`.\n\n")
            .Append("| kind | what it is for | takes | makes |\n| --- | --- | --- | --- |\n");
        foreach (var kind in StageSettings.Kinds)
        {
            var takes = string.Join(", ", StageInputs.Of(kind).Select(input => input.Noun));
            page.Append($"| [{kind.Word}]({kind.Word}.md) | {kind.Section.Doc} | {takes} | {kind.Makes.A()} |\n");
        }
        page.Append("\n## What an artifact holds\n\n| artifact | is made by | holds |\n| --- | --- | --- |\n");
        foreach (var makers in StageSettings.Kinds.GroupBy(kind => kind.Makes).OrderBy(group => group.Key))
        {
            var words = string.Join(", ", makers.Select(kind => $"[{kind.Word}]({kind.Word}.md)"));
            page.Append($"| {makers.Key.A()} | {words} | {makers.Key.Holds()} |\n");
        }
        page.Append("\n## What the examples share\n\n")
            .Append("The examples of these pages show a stage and what it alone needs. The rest is a pipeline like this; ")
            .Append("an example's stage stands in the place of the one that has its name.\n\n")
            .Append($"```yaml\n{StageGuide.Around}\n```\n\n## What the build finds\n\n")
            .Append("Each page lists the rules of its kind. Any stage may break these, and ")
            .Append("[those of all settings](../diagnostics/README.md):\n\n");
        foreach (var rule in (Rule[])[Rules.NoKind, Rules.WrongArtifact, Rules.StageCycle])
            page.Append($"- [{rule.Id}](../diagnostics/{rule.Id}.md): {rule.Title}\n");
        return page.ToString();
    }
}
