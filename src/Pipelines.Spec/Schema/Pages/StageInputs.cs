using Pipelines.Spec.Settings;

namespace Pipelines.Spec.Schema;

/// <summary>What a kind of stage takes, and by which of its settings.</summary>
internal static class StageInputs
{
    /// <summary>Each thing that is taken, in the order of the settings, and the paths of the settings that name it.</summary>
    public static IEnumerable<(string Noun, IReadOnlyList<string> Paths)> Of(StageDefinition definition) =>
        from input in Within(definition.Section, "")
        group input.Path by input.Noun into same
        select (same.Key, (IReadOnlyList<string>)same.ToList());

    private static IEnumerable<(string Noun, string Path)> Within(ValueKind kind, string path) =>
        kind is INaming naming
            ? [(naming.Target, path)]
            : kind.Parts.SelectMany(part => Within(part.Kind, SettingsReference.Join(path, part.Segment)));
}
