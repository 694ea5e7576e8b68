using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>The names that a file defines, known before any is read, so that a broken definition breaks no reference to it.</summary>
/// <param name="Data">under <c>data:</c></param>
/// <param name="Models">under <c>models:</c></param>
/// <param name="Stages">under <c>stages:</c></param>
internal sealed record DefinedNames(NameTable Data, NameTable Models, NameTable Stages)
{
    /// <summary>The names under the sections of <paramref name="root"/>.</summary>
    public static DefinedNames Of(MappingNode root) => new(
        Under(root, "data", static (_, _) => null), Under(root, "models", static (_, _) => null), Under(root, "stages", StageSettings.Makes));

    private static NameTable Under(MappingNode root, string section, Func<string, YamlNode, Artifact?> makes)
    {
        IEnumerable<YamlEntry> entries = (root.Find(section)?.Value as MappingNode)?.Entries ?? [];
        return new([.. entries.Select(entry => new KeyValuePair<string, Artifact?>(entry.Key.Text, makes(entry.Key.Text, entry.Value)))]);
    }
}
