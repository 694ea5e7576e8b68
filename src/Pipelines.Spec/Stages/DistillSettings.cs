using Pipelines.Spec.Settings;
using static Pipelines.Spec.FineTuningSettings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: distill</c>.</summary>
internal static class DistillSettings
{
    private static readonly Setting<string> Teacher = Setting.Required(
        "teacher", new StageReferenceKind(Artifact.Checkpoint), "The stage whose checkpoint teaches").Known("teacher_model");

    private static readonly Setting<Divergence> Divergences = Setting.Default(
        "divergence",
        new WordKind<Divergence>(
            ("forward", Divergence.Forward, "KL(teacher ‖ student): covers what the teacher does (Hinton et al. 2015)"),
            ("reverse", Divergence.Reverse, "KL(student ‖ teacher): does what the teacher surely does (Gu et al. 2024)")),
        "forward", "What is minimised");

    private static readonly Setting<double> Temperature = Setting.Default(
        "temperature", new NumberKind(new(0, 1000, MinOpen: true)), "1", "Divides both models' logits");

    private static readonly Setting<double> OnPolicy = Setting.Default(
        "on_policy", new ShareKind(new(0, 1)), "0",
        "The share of batches whose answers the student gives itself (Agarwal et al. 2024)").Known("lmbda", "lambda");

    private static readonly Setting<SamplingSpec> Sampling = Setting.Default(
        "sampling", SamplingSettings.OfAnswers, "{}", "How the student gives them");

    private static readonly Setting<double> HardWeight = Setting.Default(
        "hard_weight", new ShareKind(new(0, 1)), "0", "Weight of the data's own cross-entropy; the divergence has the rest of 1")
        .Known("alpha");

    private static readonly Setting<double> Passes = Epochs("1");

    private static readonly TrainingSettings Training = new("Examples", 8, Rates);

    public static readonly StageDefinition Definition = new(
        "distill", Artifact.Checkpoint,
        new Section<StageSpec>(
            "stage.distill", "a distill stage", "Teaches a checkpoint the distributions of another one's (Hinton et al. 2015)",
            [
                From, Teacher, Data, Divergences, Temperature, OnPolicy, Sampling, HardWeight, Passes, MaxTokens, Adapter,
                .. Training.Settings,
            ],
            values => new DistillSpec(
                values.Slot.Name, values.Get(From), values.Get(Teacher), values.Get(Data), values.Get(Divergences),
                values.Get(Temperature), values.Get(OnPolicy), values.Get(Sampling), values.Get(HardWeight), values.Get(Passes),
                LongestOf(values), Training.Bind(values, Defaults(values, OptimizerDefaults.Answers)), values.Find(Adapter))),
        DistillGuide.Guide,
        (stage, around) => DistillRules.Check((DistillSpec)stage, around));
}
