namespace Pipelines.Spec;

/// <summary>What the page of <c>kind: grpo</c> shows beside its settings.</summary>
internal static class GrpoGuide
{
    public static readonly StageGuide Guide = new(
        "The model gives several answers to each prompt, and learns from those that were judged better than their group. "
        + "For answers that are right or wrong: sums, queries, code.",
        """
        stages:
          grpo:
            from: sft
            data: sums
            rewards: [number]
            steps: 80
            prompts: 32
            group: 8
            sampling: { max_tokens: 16 }
        """,
        [.. StageGuide.FineTuning, .. StageGuide.Answering],
        [
            "[Learning from rewards](../reinforcement-learning.md): formulas, "
            + "[what is measured](../reinforcement-learning.md#grpo) and what is healthy",
            "[Verifiers](../verifiers.md): what judges answers",
        ]);
}
