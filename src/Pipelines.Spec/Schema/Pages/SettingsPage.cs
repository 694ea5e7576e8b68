using Pipelines.Spec.Settings;

namespace Pipelines.Spec.Schema;

/// <summary>A page of settings that belong together: a table for each section.</summary>
/// <param name="name">the file's name without its ending</param>
/// <param name="title">its title</param>
/// <param name="doc">what it is about, in Markdown</param>
/// <param name="more">which page says more, in Markdown</param>
/// <param name="kinds">what it describes</param>
internal sealed class SettingsPage(string name, string title, string doc, string more, params ValueKind[] kinds)
    : ReferencePage($"settings/{name}.md", kinds.Select(kind => new Part(null, kind)).ToList())
{
    /// <summary>Its line on the page that leads to it.</summary>
    public string Row => $"| [{title}]({name}.md) | {doc} |\n";

    /// <inheritdoc/>
    public override string Write(IReadOnlyList<PlacedSection> sections, SectionLink link) =>
        $"# {title}\n\n{doc}. {more}.\n{SettingsTable.WithHeadings(sections, link)}";
}
