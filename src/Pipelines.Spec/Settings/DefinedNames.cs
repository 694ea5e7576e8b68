using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>The names that a file defines, known before any is read, so that a broken definition breaks no reference to it.</summary>
/// <param name="Data">under <c>data:</c></param>
/// <param name="Models">under <c>models:</c></param>
/// <param name="Stages">under <c>stages:</c></param>
internal sealed record DefinedNames(
    IReadOnlyList<string> Data,
    IReadOnlyList<string> Models,
    IReadOnlyList<KeyValuePair<string, YamlNode>> Stages)
{
    /// <summary>The names under the sections of <paramref name="root"/>.</summary>
    public static DefinedNames Of(MappingNode root) => new(Keys(root, "data"), Keys(root, "models"), Entries(root, "stages"));

    /// <summary>The stage of that name as written, or null.</summary>
    public YamlNode? Stage(string name) => Stages.FirstOrDefault(stage => stage.Key == name).Value;

    private static IReadOnlyList<string> Keys(MappingNode root, string section) =>
        Entries(root, section).Select(entry => entry.Key).ToList();

    private static IReadOnlyList<KeyValuePair<string, YamlNode>> Entries(MappingNode root, string section) =>
        root.Find(section)?.Value is MappingNode map
            ? map.Entries.Select(entry => new KeyValuePair<string, YamlNode>(entry.Key.Text, entry.Value)).ToList()
            : [];
}
