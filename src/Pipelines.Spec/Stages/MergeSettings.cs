using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: merge</c>.</summary>
internal static class MergeSettings
{
    private static readonly Setting<string> From = Setting.Required(
        "from", new StageReferenceKind(Artifact.Checkpoint), "The stage that trained the adapter");

    public static readonly StageDefinition Definition = new(
        "merge", Artifact.Checkpoint,
        new Section<StageSpec>(
            "stage.merge", "a merge stage", "Adds a checkpoint's adapter to its weights",
            [From], values => new MergeSpec(values.Slot.Name, values.Get(From))),
        MergeGuide.Guide,
        (stage, around) => MergeRules.Check((MergeSpec)stage, around));
}
