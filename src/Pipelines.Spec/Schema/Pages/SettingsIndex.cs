using System.Text;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec.Schema;

/// <summary>The settings of a file's top with what no other page has, and which page says the rest.</summary>
/// <param name="pages">the pages that it leads to</param>
internal sealed class SettingsIndex(IReadOnlyList<SettingsPage> pages)
    : ReferencePage("settings/README.md", new Part(null, PipelineSettings.Root))
{
    /// <inheritdoc/>
    public override string Write(IReadOnlyList<PlacedSection> sections, SectionLink link)
    {
        var page = new StringBuilder("# Settings\n\nEvery setting of a `*.pipeline.yaml`, out of the definitions that the reader uses.\n")
            .Append("A value may be `${NAME:default}`: an environment variable, and what to take where it is not set.\n")
            .Append("Amounts may be written short: `4k` is 4,000, `1.5M` is 1,500,000, `4Ki` is 4,096.\n\n")
            .Append("| page | what stands there |\n| --- | --- |\n");
        foreach (var one in pages) page.Append(one.Row);
        return page.Append($"| [Families](families.md) | {FamiliesPage.Doc} |\n")
            .Append("| [Stages](../stages/README.md) | A page for each kind of stage |\n")
            .Append(SettingsTable.WithHeadings(sections, link)).ToString();
    }
}
