using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: evaluate</c>.</summary>
internal static class EvaluateSettings
{
    private static readonly Setting<EquatableArray<string>> From = Setting.Required(
        "from", new ListKind<string>(new StageReferenceKind(Artifact.Checkpoint, Artifact.QuantizedModel), "stages", least: 1),
        "The stages whose checkpoints are evaluated, side by side; a quantized model of several types has a column for each");

    private static readonly Setting<string> Data = Setting.Derived(
        "data", new ReferenceKind("a data source", "data", names => names.Data), "the one that the checkpoint was trained on",
        "The data source whose held-out documents are predicted");

    private static readonly Setting<EquatableArray<Baseline>> Baselines = Setting.Default(
        "baselines",
        new ListKind<Baseline>(
            new WordKind<Baseline>(
                ("untrained", Baseline.Untrained, "The same model with its initial weights"),
                ("trigram", Baseline.Trigram, "A byte-level trigram with interpolated counts")),
            "baselines"),
        "[untrained, trigram]", "Other predictors set beside it");

    private static readonly Setting<EquatableArray<EvaluationTaskSpec>> Tasks = Setting.Default(
        "tasks", EvaluationTaskSettings.Tasks, "[]", "What is asked beside the prediction of documents");

    public static readonly StageDefinition Definition = new(
        "evaluate", Artifact.Report,
        new Section<StageSpec>(
            "stage.evaluate", "an evaluate stage",
            "What checkpoints can do, side by side: loss, perplexity and bits per byte on held-out documents, and tasks",
            [From, Data, Baselines, Tasks],
            values => new EvaluateSpec(
                values.Slot.Name, values.Get(From), values.Find(Data), values.Get(Baselines), values.Get(Tasks))),
        EvaluateGuide.Guide,
        (stage, around) => EvaluateRules.Check((EvaluateSpec)stage, around));
}
