using Pipelines.Spec.Settings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: generate</c>.</summary>
internal static class GenerateSettings
{
    private static readonly Setting<string> From = Setting.Required(
        "from", new StageReferenceKind(Artifact.Checkpoint, Artifact.QuantizedModel), "The stage whose checkpoint writes");

    private static readonly Setting<EquatableArray<string>> Prompts = Setting.Required(
        "prompts", new ListKind<string>(new TextKind("a text"), "texts", least: 1),
        "What is answered as a user's turn where the model has a chat template, and continued where it has none");

    private static readonly Setting<SamplingSpec> Sampling = Setting.Default(
        "sampling", SamplingSettings.Section, "{}", "How tokens are chosen");

    public static readonly StageDefinition Definition = new(
        "generate", Artifact.Report,
        new Section<StageSpec>(
            "stage.generate", "a generate stage", "Continues prompts with a checkpoint",
            [From, Prompts, Sampling],
            values => new GenerateSpec(values.Slot.Name, values.Get(From), values.Get(Prompts), values.Get(Sampling))),
        GenerateGuide.Guide,
        (stage, surroundings) => GenerateRules.Check((GenerateSpec)stage, surroundings));
}
