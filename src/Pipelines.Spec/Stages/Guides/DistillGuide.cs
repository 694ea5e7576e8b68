namespace Pipelines.Spec;

/// <summary>What the page of <c>kind: distill</c> shows beside its settings.</summary>
internal static class DistillGuide
{
    public static readonly StageGuide Guide = new(
        "A smaller model learns what a larger one would say at every token, not only which token it chose. "
        + "Both have one tokenizer.",
        """
        models:
          tiny: { family: llama, vocab: tokenizer, dim: 96, layers: 3, heads: 3, context: 256 }

        stages:
          tiny: { kind: pretrain, model: tiny, data: docs, tokens: 3M }
          student: { kind: sft, from: tiny, data: questions, template: chatml }
          distill: { from: student, teacher: sft, data: questions, divergence: reverse, on_policy: 50% }
        """,
        [.. StageGuide.FineTuning, Rules.LongerThanContext, Rules.TeacherTokens],
        [
            "[Preferences, rewards and distillation](../preferences.md): which kind when, losses, and "
            + "[what is measured](../preferences.md#what-is-measured)",
        ]);
}
