namespace Pipelines.Spec;

/// <summary>What the pages of <c>kind: dpo</c>, <c>ipo</c>, <c>simpo</c>, <c>orpo</c> and <c>kto</c> show beside their settings.</summary>
internal static class PreferenceGuides
{
    public static readonly StageGuide Dpo = Of(
        "The first choice where there are pairs. Say `label_smoothing` where some of them are the wrong way round.",
        """
        stages:
          dpo: { from: sft, data: preferences, beta: 0.1 }
        """);

    public static readonly StageGuide Ipo = Of(
        "For preferences that are certain, such as a rule makes: where DPO would go on to push rejected answers to zero.",
        """
        stages:
          ipo: { from: sft, data: preferences, beta: 0.1 }
        """);

    public static readonly StageGuide Simpo = Of(
        "For answers that differ much in length, and where no pass over a reference is wanted.",
        """
        stages:
          simpo: { from: sft, data: preferences, beta: 2, gamma: 1 }
        """);

    public static readonly StageGuide Orpo = Of(
        "For a checkpoint that was barely fine-tuned: it learns to give the chosen answer, and to prefer it, at once.",
        """
        stages:
          orpo: { from: sft, data: preferences, beta: 0.1 }
        """);

    public static readonly StageGuide Kto = Of(
        "For pairs that are noisy, and where good and bad answers should weigh differently.",
        """
        stages:
          kto: { from: sft, data: preferences, undesirable_weight: 0.8 }
        """);

    private static StageGuide Of(string use, string example) => new(
        use, example, [.. StageGuide.FineTuning, Rules.LongerThanContext],
        [
            "[Preferences, rewards and distillation](../preferences.md): which kind when, losses, and "
            + "[what is measured](../preferences.md#what-is-measured)",
            "[Adapters](../adapters.md): LoRA, DoRA, QLoRA",
        ]);
}
