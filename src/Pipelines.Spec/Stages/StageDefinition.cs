using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>A kind of stage: its word, what it makes, its settings, and its rules about the rest of the file.</summary>
/// <param name="Word">the word that <c>kind:</c> takes</param>
/// <param name="Makes">what it makes</param>
/// <param name="Section">its settings</param>
/// <param name="Guide">what its page shows beside them</param>
/// <param name="Check">looks at a stage of this kind among the file's models and stages; null when there is nothing to look at</param>
internal sealed record StageDefinition(
    string Word,
    Artifact Makes,
    Section<StageSpec> Section,
    StageGuide Guide,
    Action<StageSpec, StageSurroundings>? Check = null);

/// <summary>What a stage's rules may look at.</summary>
/// <param name="Data">the data sources that could be read</param>
/// <param name="Models">the models that could be read</param>
/// <param name="Stages">the stages that could be read</param>
/// <param name="Reading">takes what is wrong</param>
internal sealed record StageSurroundings(
    EquatableArray<DataSpec> Data, EquatableArray<ModelSpec> Models, EquatableArray<StageSpec> Stages, Reading Reading)
{
    /// <summary>The model whose checkpoint a stage makes, or null where nothing tells.</summary>
    public ModelSpec? ModelOf(string stage) =>
        StageSpec.Begin(stage, Stages)?.CheckpointOf is { } name
            ? Models.FirstOrDefault(model => model.Name == name)
            : null;

    /// <summary>The stages whose checkpoints one after the other became that of <paramref name="stage"/>, itself first.</summary>
    public IEnumerable<StageSpec> History(string stage)
    {
        var seen = new HashSet<string>();
        for (var next = stage; next is not null && seen.Add(next);)
        {
            if (Stages.FirstOrDefault(candidate => candidate.Name == next) is not { } found) yield break;
            yield return found;
            next = found.Continues;
        }
    }

    /// <summary>The stage whose tokenizer a checkpoint has, or null where nothing tells.</summary>
    public string? TokenizerOf(string stage) =>
        StageSpec.Begin(stage, Stages) is PretrainSpec { Tokenizer: { Length: > 0 } own } ? own : null;

    /// <summary>Whether the file gives a stage's setting.</summary>
    public bool Given(StageSpec stage, string setting) => Reading.Positions.At($"stages.{stage.Name}.{setting}") is not null;

    /// <summary>
    /// Where a stage's setting (<c>sampling.max_tokens</c>, <c>tasks[1].choice</c>) stands, or else the nearest that encloses it; the
    /// stage's name when the file gives none of them.
    /// </summary>
    public SourcePosition At(StageSpec stage, string setting)
    {
        var path = $"stages.{stage.Name}";
        for (var inner = setting; ; inner = inner.Substring(0, inner.LastIndexOf('.')))
        {
            if (Reading.Positions.At($"{path}.{inner}") is { } position) return position.Value;
            if (inner.LastIndexOf('.') < 0) return Reading.Positions.At(path)!.Key;
        }
    }
}
