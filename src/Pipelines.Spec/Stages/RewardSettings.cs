using Pipelines.Spec.Settings;
using static Pipelines.Spec.FineTuningSettings;

namespace Pipelines.Spec;

/// <summary>The settings of <c>kind: reward</c>.</summary>
internal static class RewardSettings
{
    private static readonly Setting<double> Passes = Epochs("1");

    private static readonly Setting<double> Center = Setting.Default(
        "center", new NumberKind(new(0, 1000)), "0",
        "The c in c·(r_chosen + r_rejected)², which keeps scores around zero (Eisenstein et al. 2023); 0 for none")
        .Known("center_rewards_coefficient");

    private static readonly TrainingSettings Training = new("Pairs", 8, Rates);

    public static readonly StageDefinition Definition = new(
        "reward", Artifact.RewardModel,
        new Section<StageSpec>(
            "stage.reward", "a reward stage", "A score for answers, learned from which of two is preferred (Bradley and Terry 1952)",
            [From, Data, Passes, MaxTokens, Center, Adapter, .. Training.Settings],
            values => new RewardSpec(
                values.Slot.Name, values.Get(From), values.Get(Data), values.Get(Passes), LongestOf(values), values.Get(Center),
                Training.Bind(values, Defaults(values, OptimizerDefaults.Scores)), values.Find(Adapter))),
        RewardGuide.Guide,
        (stage, around) => PairRules.Check((RewardSpec)stage, ((RewardSpec)stage).MaxTokens, around));
}
