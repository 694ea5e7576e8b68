using System.Text;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec.Schema;

/// <summary>Sections as tables of their settings.</summary>
internal static class SettingsTable
{
    /// <summary>A section's table in Markdown.</summary>
    /// <param name="placed">the section</param>
    /// <param name="link">gives the links to other sections</param>
    public static string Write(PlacedSection placed, SectionLink link)
    {
        var table = new StringBuilder("| setting | value | default | what it is for |\n| --- | --- | --- | --- |\n");
        if (placed.Tag is { } tag) table.Append(Row(tag.Key, $"`{tag.Word}`", "", tag.Doc));
        foreach (var setting in placed.Section.Settings)
            table.Append(Row(setting.Key, setting.Kind.Short(link), Default(setting) ?? "**required**", Doc(setting)));
        return table.ToString();
    }

    /// <summary>Several sections, each with its heading, what it is for, and its table.</summary>
    /// <param name="sections">the sections</param>
    /// <param name="link">gives the links to other sections</param>
    /// <param name="level">the marks of their headings</param>
    public static string WithHeadings(IEnumerable<PlacedSection> sections, SectionLink link, string level = "##") =>
        string.Concat(sections.Select(one => $"\n{level} {Heading(one.Section)}\n\n{one.Section.Doc}.\n\n{Write(one, link)}"));

    /// <summary>A default: as YAML stands in code marks; one that is derived is said in words.</summary>
    public static string? Default(Setting setting) => setting.DefaultNode is null ? setting.DefaultText : $"`{setting.DefaultText}`";

    /// <summary>What a setting is for, and what each of its words means.</summary>
    public static string Doc(Setting setting) => setting.Kind.Detail is { } detail ? $"{setting.Doc}. {detail}" : setting.Doc;

    /// <summary><c>A llama model</c>; a word of the file stays as it is written there.</summary>
    private static string Heading(ISection section) => section.Title.Contains(' ')
        ? char.ToUpperInvariant(section.Title[0]) + section.Title.Substring(1)
        : $"`{section.Title}`";

    private static string Row(string key, string value, string otherwise, string doc) =>
        $"| `{key}` | {Cell(value)} | {Cell(otherwise)} | {Cell(doc)} |\n";

    private static string Cell(string text) => text.Replace("|", "\\|");
}
