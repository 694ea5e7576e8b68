using Pipelines.Spec.Settings;
using static Pipelines.Spec.FineTuningSettings;
using static Pipelines.Spec.RolloutSettings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: ppo</c>.</summary>
internal static class PpoSettings
{
    private static readonly Setting<int> Count = Prompts("32");

    private static readonly Setting<double> Kl = Setting.Default(
        "kl", new NumberKind(new(0, 1000)), "0.05",
        "Coefficient of the penalty for each token's divergence from the checkpoint it began with")
        .Known("kl_coef", "init_kl_coef", "beta");

    private static readonly Setting<double> KlTarget = Setting.Derived(
        "kl_target", new NumberKind(new(0, 1e6, MinOpen: true)), "none: the coefficient stays",
        "Adapts the coefficient towards this divergence of an answer (Ziegler et al. 2019)").Known("target_kl", "target");

    private static readonly Setting<long> KlHorizon = Setting.Default(
        "kl_horizon", new AmountKind(1, 1_000_000_000_000), "10k", "Answers over which the coefficient adapts").Known("horizon");

    private static readonly Setting<KlEstimator> Estimator = Setting.Default(
        "kl_estimator",
        new WordKind<KlEstimator>(
            ("k1", KlEstimator.K1, "log π − log π_ref"),
            ("k3", KlEstimator.K3, "π_ref/π − 1 − log(π_ref/π), never negative")),
        "k1", "How the divergence is estimated (Schulman 2020)");

    private static readonly Setting<double> Gamma = Setting.Default(
        "gamma", new NumberKind(new(0, 1)), "1", "Discount of later rewards");

    private static readonly Setting<double> Lambda = Setting.Default(
        "lambda", new NumberKind(new(0, 1)), "0.95", "The λ of generalized advantage estimation (Schulman et al. 2016)")
        .Known("lam", "gae_lambda");

    private static readonly Setting<double> Ratio = Clip("How far a probability's ratio may be from 1 (ε)");

    private static readonly Setting<double> ValueClip = Setting.Default(
        "value_clip", new NumberKind(new(0, 1e6, MinOpen: true)), "0.2", "How far a value may move from the one before")
        .Known("cliprange_value", "value_clip_range");

    private static readonly Setting<double> ValueWeight = Setting.Default(
        "value_weight", new NumberKind(new(0, 1000)), "0.1", "Weight of the value loss").Known("vf_coef");

    private static readonly Setting<int> Passes = Setting.Default(
        "epochs", new IntegerKind(1, 1000), "4", "Passes over the answers of a step").Known("num_ppo_epochs", "ppo_epochs");

    private static readonly Setting<bool> Whiten = Setting.Default(
        "whiten_rewards", new FlagKind(), "false", "Whether rewards are scaled to deviation 1");

    private static readonly Setting<double> MissingEnd = Setting.Default(
        "missing_end_penalty", new NumberKind(new(0, 1000)), "0", "Taken from the reward of an answer that did not end")
        .Known("missing_eos_penalty");

    private static readonly TrainingSettings Training = new("Answers", 16, PolicyRates, accumulates: false);

    public static readonly StageDefinition Definition = new(
        "ppo", Artifact.Checkpoint,
        new Section<StageSpec>(
            "stage.ppo", "a ppo stage", "Proximal policy optimization with a value head (Schulman et al. 2017)",
            [
                From, Data, Rewards, Steps, Count, Sampling, Kl, KlTarget, KlHorizon, Estimator, Gamma, Lambda, Ratio, ValueClip,
                ValueWeight, Passes, MiniBatches, Whiten, MissingEnd, Adapter, .. Training.Settings,
            ],
            Bind),
        PpoGuide.Guide,
        (stage, around) => Check((PpoSpec)stage, around));

    private static void Check(PpoSpec stage, StageSurroundings around) =>
        RolloutRules.Check(stage, group: 1, stage.MiniBatches, stage.Epochs, around);

    private static PpoSpec Bind(Values values) => new(
        values.Slot.Name,
        values.Get(From),
        values.Get(Data),
        values.Get(Rewards),
        values.Get(Steps),
        values.Get(Count),
        values.Get(Sampling),
        values.Get(Kl),
        values.Given(KlTarget) ? values.Get(KlTarget) : null,
        values.Get(KlHorizon),
        values.Get(Estimator),
        values.Get(Gamma),
        values.Get(Lambda),
        values.Get(Ratio),
        values.Get(ValueClip),
        values.Get(ValueWeight),
        values.Get(Passes),
        values.Get(MiniBatches),
        values.Get(Whiten),
        values.Get(MissingEnd),
        Training.BindWhole(
            values, Defaults(values, OptimizerDefaults.Policy), Math.Max(1, values.Get(Count) / values.Get(MiniBatches))),
        values.Find(Adapter));
}
