using System.Text;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec.Schema;

/// <summary>The page of a kind of stage.</summary>
/// <param name="definition">the kind</param>
/// <param name="part">its settings, as the settings of stages hold them</param>
internal sealed class StagePage(StageDefinition definition, Part part) : ReferencePage($"stages/{definition.Word}.md", part)
{
    /// <inheritdoc/>
    public override string Write(IReadOnlyList<PlacedSection> sections, SectionLink link)
    {
        var guide = definition.Guide;
        var page = new StringBuilder($"# `{definition.Word}`\n\n{definition.Section.Doc}. {guide.Use}\n\n");
        page.Append("| takes | by |\n| --- | --- |\n");
        foreach (var (noun, paths) in StageInputs.Of(definition))
            page.Append($"| {noun} | {string.Join(", ", paths.Select(path => $"`{path}`"))} |\n");
        page.Append($"\nMakes **{definition.Makes.A()}**.\n\n")
            .Append($"```yaml\n{guide.Example}\n```\n\n")
            .Append("What the example leaves out, [all examples share](README.md#what-the-examples-share).\n\n## Settings\n\n")
            .Append(SettingsTable.Write(sections[0], link))
            .Append(SettingsTable.WithHeadings(sections.Skip(1), link, "###"));
        if (guide.Rules.Count > 0)
        {
            page.Append("\n## What the build finds\n\n");
            foreach (var rule in guide.Rules.OrderBy(rule => rule.Id, StringComparer.Ordinal))
                page.Append($"- [{rule.Id}](../diagnostics/{rule.Id}.md): {rule.Title}\n");
        }
        page.Append("\n## More\n\n");
        foreach (var more in guide.More) page.Append($"- {more}\n");
        return page.ToString();
    }

    /// <inheritdoc/>
    public override string Anchor(ISection section) => section == definition.Section ? "" : base.Anchor(section);
}
