using Pipelines.Spec.Settings;
using static Pipelines.Spec.FineTuningSettings;
using static Pipelines.Spec.RolloutSettings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: grpo</c>.</summary>
internal static class GrpoSettings
{
    private static readonly Setting<int> Count = Prompts("16");

    private static readonly Setting<int> Group = Setting.Default(
        "group", new IntegerKind(2, 4096), "8", "Answers to each prompt").Known("num_generations", "group_size");

    private static readonly Setting<GroupLoss> Loss = Setting.Default(
        "loss",
        new WordKind<GroupLoss>(
            ("grpo", GroupLoss.Grpo, "the mean over answers of the mean over their tokens (Shao et al. 2024)"),
            ("dr_grpo", GroupLoss.DrGrpo, "the sum over tokens by answers and the longest length (Liu et al. 2025)"),
            ("dapo", GroupLoss.Dapo, "the mean over all tokens of a step (Yu et al. 2025)")),
        "dapo", "How the terms of tokens and answers are brought together").Known("loss_type");

    private static readonly Setting<double> Kl = Setting.Default(
        "kl", new NumberKind(new(0, 1000)), "0", "Weight β of the divergence from the checkpoint it began with").Known("beta", "kl_coef");

    private static readonly Setting<double> Low = Clip("How far a probability's ratio may be below 1 (ε)");

    private static readonly Setting<double> High = Setting.Derived(
        "clip_high", new NumberKind(new(0, 1000, MinOpen: true)), "`clip`", "How far it may be above (Yu et al. 2025)")
        .Known("epsilon_high");

    private static readonly Setting<int> Iterations = Setting.Default(
        "iterations", new IntegerKind(1, 1000), "1", "Passes over the answers of a step").Known("num_iterations", "epochs");

    private static readonly Setting<AdvantageScale> Scale = Setting.Derived(
        "scale",
        new WordKind<AdvantageScale>(
            ("group", AdvantageScale.Group, "the deviation of the group's rewards"),
            ("batch", AdvantageScale.Batch, "that of all rewards of the step"),
            ("none", AdvantageScale.None, "nothing (Liu et al. 2025)")),
        "`group`; `none` with `loss: dr_grpo`", "What an advantage is divided by").Known("scale_rewards");

    private static readonly Setting<bool> DropEqual = Setting.Default(
        "drop_equal", new FlagKind(), "false",
        "Whether groups whose rewards are all equal are left out, and other prompts asked in their place (Yu et al. 2025)")
        .Known("dynamic_sampling");

    private static readonly Setting<int> MaxDraws = Setting.Default(
        "max_draws", new IntegerKind(1, 1000), "4",
        "With `drop_equal`: most times that a step draws prompts, before it goes on with the groups that it has; 1 asks none anew")
        .Known("max_num_gen_batches");

    private static readonly Setting<int> Overlong = Setting.Default(
        "overlong", new IntegerKind(0, 1 << 24), "0",
        "Tokens before the longest answer over which the reward falls by 1 (Yu et al. 2025); 0 for none").Known("soft_punish_cache");

    private static readonly Setting<bool> MaskTruncated = Setting.Default(
        "mask_truncated", new FlagKind(), "false",
        "Whether answers that reached the longest length without an end are not learned from (Yu et al. 2025)")
        .Known("mask_truncated_completions");

    private static readonly TrainingSettings Training = new("Answers", 16, PolicyRates, accumulates: false);

    public static readonly StageDefinition Definition = new(
        "grpo", Artifact.Checkpoint,
        new Section<StageSpec>(
            "stage.grpo", "a grpo stage", "Group-relative policy optimization (Shao et al. 2024)",
            [
                From, Data, Rewards, Steps, Count, Sampling, Group, Loss, Kl, Low, High, Iterations, MiniBatches, Scale, DropEqual,
                MaxDraws, Overlong, MaskTruncated, Adapter, .. Training.Settings,
            ],
            Bind),
        GrpoGuide.Guide,
        (stage, around) => Check((GrpoSpec)stage, around));

    private static void Check(GrpoSpec stage, StageSurroundings around) =>
        RolloutRules.Check(stage, stage.Group, stage.MiniBatches, stage.Iterations, around);

    private static GrpoSpec Bind(Values values) => new(
        values.Slot.Name,
        values.Get(From),
        values.Get(Data),
        values.Get(Rewards),
        values.Get(Steps),
        values.Get(Count),
        values.Get(Sampling),
        values.Get(Group),
        values.Get(Loss),
        values.Get(Kl),
        values.Get(Low),
        values.Get(High, values.Get(Low)),
        values.Get(Iterations),
        values.Get(MiniBatches),
        values.Get(Scale, values.Get(Loss) == GroupLoss.DrGrpo ? AdvantageScale.None : AdvantageScale.Group),
        values.Get(DropEqual),
        values.Get(MaxDraws),
        values.Get(Overlong),
        Training.BindWhole(
            values, Defaults(values, OptimizerDefaults.GroupPolicy),
            Math.Max(1, values.Get(Count) * values.Get(Group) / values.Get(MiniBatches))),
        values.Find(Adapter),
        values.Get(MaskTruncated));
}
