using Pipelines.Spec.Diagnostics;

namespace Pipelines.Spec;

/// <summary>What the server and the rest of the file have to do with each other.</summary>
internal static class ServeRules
{
    /// <summary>
    /// The server with the stage that it serves where the file names none: the last that makes one model which continues texts.
    /// </summary>
    public static ServeSpec Resolve(ServeSpec serve, EquatableArray<ModelSpec> models, EquatableArray<StageSpec> stages) =>
        serve.Stage is not null || serve.Registered is not null
            ? serve
            : serve with { Stage = stages.LastOrDefault(stage => CanServe(stage, models, stages))?.Name };

    /// <summary>Reports each rule that the server breaks, where the file has one.</summary>
    public static void Check(ServeSpec serve, StageSurroundings around)
    {
        if (around.Reading.Positions.At("serve") is not { } section) return;
        if (serve.Stage is null && serve.Registered is null)
        {
            around.Reading.Report(
                Rules.Missing, section.Key,
                "'serve' needs a stage that makes a checkpoint or a quantized model of one type; "
                + "there is none whose model continues texts");
            return;
        }

        if (serve.Stage is not null) Runs(serve.Stage, "serve.model", around);
        if (serve.Speculation is not DraftSpeculationSpec draft) return;
        Runs(draft.Stage, "serve.speculation.draft.model", around);
        if (serve.Stage is not null) Tokens(serve.Stage, draft.Stage, around);
    }

    private static void Runs(string stage, string setting, StageSurroundings around)
    {
        var at = around.Reading.Positions.Find(setting)!.Value;
        GenerateRules.Continues(stage, at, around);
        QuantizeRules.OneType("serve", stage, at, around);
    }

    private static void Tokens(string stage, string draft, StageSurroundings around)
    {
        if (around.TokenizerOf(stage) is not { } own || around.TokenizerOf(draft) is not { } other || own == other) return;
        around.Reading.Report(
            Rules.DraftTokens, around.Reading.Positions.Find("serve.speculation.draft.model")!.Value,
            $"'{draft}' has the tokens of '{other}', and '{stage}' those of '{own}': what one proposes means nothing to the other; "
            + "train both with one tokenizer");
    }

    private static bool CanServe(StageSpec stage, EquatableArray<ModelSpec> models, EquatableArray<StageSpec> stages)
    {
        var made = StageSettings.Kinds.First(kind => kind.Word == stage.Kind).Makes;
        if (made is not (Artifact.Checkpoint or Artifact.QuantizedModel)) return false;
        if (stage is QuantizeSpec { Types.Count: > 1 }) return false;
        var model = StageSpec.Begin(stage.Name, stages)?.CheckpointOf;
        return models.FirstOrDefault(candidate => candidate.Name == model) is not { Architecture.Bidirectional: true };
    }
}
