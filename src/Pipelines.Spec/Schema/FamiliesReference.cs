using System.Text;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Schema;

/// <summary>The families on the page of settings: what each says of a model's settings, and which of them may differ.</summary>
internal static class FamiliesReference
{
    /// <summary>The section of the page.</summary>
    public static string Section()
    {
        var page = new StringBuilder();
        page.Append("\n## Families\n\nA family is a preset of [a model](#a-model)'s settings, ")
            .Append("and says which of them its checkpoints have a place for. ")
            .Append("Every model says `vocab`, `dim`, `layers` and `context`, and may say `tied`, `dropout`, `init` and `norm.eps`.\n");
        foreach (var family in Families.All)
        {
            page.Append($"\n### `{family.Word}`\n\n{family.Doc}.\n\n```yaml\n{YamlWriter.Write(family.Tree)}```\n\nMay differ: ")
                .Append(string.Join(", ", family.Places.Split(' ').Select(place => $"`{place}`"))).Append(".\n");
        }
        return page.ToString();
    }
}
