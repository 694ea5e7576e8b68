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

    /// <summary>A path, and what stands under it.</summary>
    /// <param name="path">the path; empty for the file itself</param>
    /// <param name="segment">what leads on, or null when nothing does</param>
    internal static string Join(string path, string? segment) =>
        segment is null ? path : path.Length == 0 ? segment : $"{path}.{segment}";

    private static IEnumerable<SettingReference> Walk(ValueKind kind, string path)
    {
        if (kind is ISection section)
        {
            foreach (var setting in section.Settings)
            {
                yield return new(
                    Join(path, setting.Key), section.Title, setting.Kind.Short(static inner => inner.Title),
                    SettingsTable.Default(setting), SettingsTable.Doc(setting));
            }
        }
        foreach (var part in kind.Parts)
        {
            if (part is { Tag: { } tag, Kind: ISection tagged })
                yield return new(Join(path, tag.Key), tagged.Title, $"`{tag.Word}`", null, tag.Doc);
            foreach (var setting in Walk(part.Kind, Join(path, part.Segment))) yield return setting;
        }
    }

    private static bool Matches(string[] pattern, string[] keys) =>
        pattern.Length == keys.Length && pattern.Zip(keys, (part, key) => part == AnyName || part == key).All(same => same);
}
