namespace Pipelines.Spec;

/// <summary>What the page of <c>kind: reward</c> shows beside its settings.</summary>
internal static class RewardGuide
{
    public static readonly StageGuide Guide = new(
        "A judge for answers that no rule can check: `ppo` and `grpo` learn from its scores, `evaluate` counts how often it prefers one "
        + "model's answer to another's.",
        """
        stages:
          reward: { from: sft, data: preferences, center: 0.01 }
        """,
        [.. StageGuide.FineTuning, Rules.LongerThanContext],
        [
            "[Preferences, rewards and distillation](../preferences.md): which kind when, losses, and "
            + "[what is measured](../preferences.md#what-is-measured)",
            "[Learning from rewards](../reinforcement-learning.md): the stages that use it",
        ]);
}
