using Pipelines.Spec.Settings;
using static Pipelines.Spec.FineTuningSettings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: sft</c>.</summary>
internal static class SftSettings
{
    private static readonly Setting<string> Template = Setting.Derived(
        "template", new TemplateKind(), "the checkpoint's own",
        "The chat template: how messages become text, from here on wherever the checkpoint goes").Known("chat_template");

    private static readonly Setting<LossMask> Mask = Setting.Default(
        "mask",
        new WordKind<LossMask>(
            ("assistant", LossMask.Assistant, "what the assistant says, in every turn"),
            ("last", LossMask.Last, "what the assistant says in the last turn"),
            ("all", LossMask.All, "everything, the template's own words included")),
        "assistant", "Which tokens are learned").Known("assistant_only_loss", "completion_only_loss");

    private static readonly Setting<bool> Packing = Setting.Default(
        "packing", new FlagKind(), "false", "Whether several examples share a row, each seeing itself alone");

    private static readonly Setting<double> Passes = Epochs("3");

    private static readonly Setting<int> Longest = Setting.Derived(
        "max_tokens", new IntegerKind(2, 1 << 24), "the model's context",
        "Most tokens of an example; a longer one is cut, or dropped where nothing learned is left").Known("max_length", "max_seq_length");

    private static readonly Setting<double> Neftune = Setting.Default(
        "neftune", new NumberKind(new(0, 1000)), "0",
        "The α of uniform noise on the embeddings while training (Jain et al. 2023); 0 for none")
        .Known("neftune_noise_alpha");

    private static readonly TrainingSettings Training = new("Examples, or rows of packed ones,", 8, Rates);

    public static readonly StageDefinition Definition = new(
        "sft", Artifact.Checkpoint,
        new Section<StageSpec>(
            "stage.sft", "an sft stage", "Supervised fine-tuning on conversations, instructions or completions",
            [From, Data, Template, Mask, Packing, Passes, Longest, Neftune, Adapter, .. Training.Settings],
            values => new SftSpec(
                values.Slot.Name, values.Get(From), values.Get(Data), values.Find(Template), values.Get(Mask), values.Get(Packing),
                values.Get(Passes), values.Given(Longest) ? values.Get(Longest) : null, values.Get(Neftune),
                Training.Bind(values, Defaults(values, OptimizerDefaults.Answers)), values.Find(Adapter))),
        SftGuide.Guide,
        (stage, around) => SftRules.Check((SftSpec)stage, around));
}
