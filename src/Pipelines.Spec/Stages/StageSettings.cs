using Pipelines.Spec.Settings;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec;

/// <summary>The settings of stages. A new kind is a definition in a file of its own, and a line here.</summary>
internal static class StageSettings
{
    /// <summary>Every kind.</summary>
    public static readonly IReadOnlyList<StageDefinition> Kinds =
    [
        BpeSettings.Definition,
        PretrainSettings.Definition,
        EvaluateSettings.Definition,
        GenerateSettings.Definition,
        ImportSettings.Definition,
        ExportSettings.Definition,
        SftSettings.Definition,
        RewardSettings.Definition,
        .. PreferenceSettings.Definitions,
        PpoSettings.Definition,
        GrpoSettings.Definition,
        DistillSettings.Definition,
        MergeSettings.Definition,
        QuantizeSettings.Definition,
    ];

    /// <summary>Any stage.</summary>
    public static readonly TaggedKind<StageSpec> Stage = new(
        "a stage", "kind", "What the stage does; may be left out when its name says it",
        Kinds.Select(kind => new Case<StageSpec>(kind.Word, kind.Section)).ToList(), byName: true);

    /// <summary>What a stage makes, whatever else is wrong with it; null when nothing tells its kind.</summary>
    public static Artifact? Makes(string name, YamlNode? node) =>
        Stage.WordOf(name, node) is { } word ? Kinds.First(kind => kind.Word == word).Makes : null;

    /// <summary>Looks at a stage among the rest of the file.</summary>
    public static void Check(StageSpec stage, StageSurroundings surroundings) =>
        Kinds.First(kind => kind.Word == stage.Kind).Check?.Invoke(stage, surroundings);
}
