using System.Text;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>One setting, as the reference shows it.</summary>
/// <param name="Path">where it stands: <c>models.&lt;name&gt;.dim</c></param>
/// <param name="Section">what it is a setting of: <c>a llama model</c></param>
/// <param name="Value">what its value may be, in Markdown</param>
/// <param name="Default">what it is when it is not given, in Markdown; null when it must be given</param>
/// <param name="Doc">what it is for</param>
public sealed record SettingReference(string Path, string Section, string Value, string? Default, string Doc);

/// <summary>Every setting that a pipeline file may hold, out of the definitions that the reader itself uses.</summary>
public static class SettingsReference
{
    private const string AnyName = "<name>";

    /// <summary>All settings, those of a section together.</summary>
    public static IReadOnlyList<SettingReference> All { get; } = Walk(PipelineSettings.Root, "").ToList();

    /// <summary>The settings that a path may mean: one, or one for each case of a choice that the path leaves open.</summary>
    /// <param name="path">such as <c>stages.pretrain.tokens</c></param>
    public static IEnumerable<SettingReference> Find(string path)
    {
        var keys = path.Split('.');
        return All.Where(setting => Matches(setting.Path.Split('.'), keys)).Distinct();
    }

    /// <summary>The reference as a Markdown page: a table for each section.</summary>
    public static string Page()
    {
        var page = new StringBuilder();
        page.Append("# Settings\n\nEvery setting of a `*.pipeline.yaml`, out of the definitions that the reader uses.\n")
            .Append("A value may be `${NAME:default}`: an environment variable, and what to take where it is not set.\n")
            .Append("Amounts may be written short: `4k` is 4,000, `1.5M` is 1,500,000, `4Ki` is 4,096.\n");
        foreach (var (section, tag) in Sections(new(null, PipelineSettings.Root), []))
        {
            page.Append($"\n## {Heading(section.Title)}\n\n{section.Doc}.\n\n")
                .Append("| setting | value | default | what it is for |\n| --- | --- | --- | --- |\n");
            if (tag is not null) page.Append(Row(tag.Key, $"`{tag.Word}`", "", tag.Doc));
            foreach (var setting in section.Settings)
                page.Append(Row(setting.Key, setting.Kind.Short, Default(setting) ?? "**required**", Doc(setting)));
        }
        return page.Append(FamiliesReference.Section()).ToString();
    }

    /// <summary>A link to a section of the page.</summary>
    internal static string Link(string title) => $"[{title}](#{title.Replace(' ', '-')})";

    private static IEnumerable<SettingReference> Walk(ValueKind kind, string path)
    {
        if (kind is ISection section)
        {
            foreach (var setting in section.Settings)
                yield return new(Join(path, setting.Key), section.Title, setting.Kind.Short, Default(setting), Doc(setting));
        }
        foreach (var part in kind.Parts)
        {
            if (part is { Tag: { } tag, Kind: ISection tagged })
                yield return new(Join(path, tag.Key), tagged.Title, $"`{tag.Word}`", null, tag.Doc);
            foreach (var setting in Walk(part.Kind, Join(path, part.Segment))) yield return setting;
        }
    }

    private static IEnumerable<(ISection Section, Tag? Tag)> Sections(Part part, HashSet<ISection> seen)
    {
        if (part.Kind is ISection section && seen.Add(section)) yield return (section, part.Tag);
        foreach (var inner in part.Kind.Parts)
            foreach (var found in Sections(inner, seen))
                yield return found;
    }

    private static string Row(string key, string value, string otherwise, string doc) =>
        $"| `{key}` | {Cell(value)} | {Cell(otherwise)} | {Cell(doc)} |\n";

    private static string Cell(string text) => text.Replace("|", "\\|");

    private static bool Matches(string[] pattern, string[] keys) =>
        pattern.Length == keys.Length && pattern.Zip(keys, (part, key) => part == AnyName || part == key).All(same => same);

    private static string Join(string path, string? segment) => segment is null ? path : path.Length == 0 ? segment : $"{path}.{segment}";

    /// <summary>A default as YAML stands in code marks; one that is derived is said in words.</summary>
    private static string? Default(Setting setting) => setting.DefaultNode is null ? setting.DefaultText : $"`{setting.DefaultText}`";

    private static string Doc(Setting setting) => setting.Kind.Detail is { } detail ? $"{setting.Doc}. {detail}" : setting.Doc;

    /// <summary><c>A llama model</c>; a word of the file stays as it is written there.</summary>
    private static string Heading(string title) =>
        title.Contains(' ') ? char.ToUpperInvariant(title[0]) + title.Substring(1) : $"`{title}`";
}
