using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>A kind of stage: its word, what it makes, its settings, and its rules about the rest of the file.</summary>
/// <param name="Word">the word that <c>kind:</c> takes</param>
/// <param name="Makes">what it makes</param>
/// <param name="Section">its settings</param>
/// <param name="Check">looks at a stage of this kind among the file's models and stages; null when there is nothing to look at</param>
internal sealed record StageDefinition(
    string Word,
    Artifact Makes,
    Section<StageSpec> Section,
    Action<StageSpec, StageSurroundings>? Check = null);

/// <summary>What a stage's rules may look at.</summary>
/// <param name="Models">the models that could be read</param>
/// <param name="Stages">the stages that could be read</param>
/// <param name="Reading">takes what is wrong</param>
internal sealed record StageSurroundings(EquatableArray<ModelSpec> Models, EquatableArray<StageSpec> Stages, Reading Reading)
{
    /// <summary>The model whose checkpoint a stage makes, or null where nothing tells.</summary>
    public ModelSpec? ModelOf(string stage) =>
        StageSpec.Begin(stage, Stages)?.CheckpointOf is { } name
            ? Models.FirstOrDefault(model => model.Name == name)
            : null;

    /// <summary>Whether the file gives a stage's setting.</summary>
    public bool Given(StageSpec stage, string setting) => Reading.Positions.At($"stages.{stage.Name}.{setting}") is not null;

    /// <summary>Where a stage's setting stands; the stage's name when the file does not give it.</summary>
    public SourcePosition At(StageSpec stage, string setting)
    {
        var path = $"stages.{stage.Name}";
        return Reading.Positions.At($"{path}.{setting}")?.Value ?? Reading.Positions.At(path)!.Key;
    }
}
