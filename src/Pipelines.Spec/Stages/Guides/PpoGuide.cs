namespace Pipelines.Spec;

/// <summary>What the page of <c>kind: ppo</c> shows beside its settings.</summary>
internal static class PpoGuide
{
    public static readonly StageGuide Guide = new(
        "The model answers prompts, each answer is judged, and a value function learned beside it says which token was to thank. "
        + "For judges that give every answer a score, such as a reward model.",
        """
        stages:
          ppo:
            from: sft
            data: questions
            rewards: [{ reward_model: { from: reward } }]
            steps: 40
            prompts: 64
            sampling: { max_tokens: 48 }
        """,
        [.. StageGuide.FineTuning, .. StageGuide.Answering],
        [
            "[Learning from rewards](../reinforcement-learning.md): formulas, "
            + "[what is measured](../reinforcement-learning.md#ppo) and what is healthy",
            "[Verifiers](../verifiers.md): what judges answers",
        ]);
}
