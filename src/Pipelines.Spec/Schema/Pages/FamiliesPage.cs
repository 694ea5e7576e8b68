using System.Text;
using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Schema;

/// <summary>The presets of the families: what each says of a model's settings, and which of them may differ.</summary>
internal sealed class FamiliesPage() : ReferencePage("settings/families.md")
{
    /// <summary>What it is about.</summary>
    public const string Doc = "What each family presets of a model's settings, and what may differ";

    /// <inheritdoc/>
    public override string Write(IReadOnlyList<PlacedSection> sections, SectionLink link)
    {
        var page = new StringBuilder("# Families\n\n")
            .Append($"A family is a preset of {link(ModelSettings.Composed)}'s settings, ")
            .Append("and says which of them its checkpoints have a place for. ")
            .Append("Every model says `vocab`, `dim`, `layers` and `context`, and may say `tied`, `dropout`, `init` and `norm.eps`. ")
            .Append("What each family is, and how well it learns, stands with [the families](../families/README.md).\n");
        foreach (var family in Families.All)
        {
            page.Append($"\n## `{family.Word}`\n\n{family.Doc}.\n\n```yaml\n{YamlWriter.Write(family.Tree)}```\n\nMay differ: ")
                .Append(string.Join(", ", family.Places.Split(' ').Select(place => $"`{place}`"))).Append(".\n");
        }
        return page.ToString();
    }
}
