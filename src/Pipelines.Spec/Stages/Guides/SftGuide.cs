namespace Pipelines.Spec;

/// <summary>What the page of <c>kind: sft</c> shows beside its settings.</summary>
internal static class SftGuide
{
    public static readonly StageGuide Guide = new(
        "A reader of documents becomes one who answers. The chat template that is named here stays with the checkpoint; "
        + "only what the mask leaves is learned.",
        """
        stages:
          sft:
            from: pretrain
            data: questions
            template: chatml
            packing: true
            epochs: 2
            adapter: { lora: { rank: 8 } }      # leave it out to train the weights themselves
        """,
        [.. StageGuide.FineTuning, Rules.TemplateTokens, Rules.LongerThanContext],
        [
            "[Chat templates](../chat-templates.md): how messages become tokens, and which are learned",
            "[Data](../data.md): the forms of examples",
            "[Adapters](../adapters.md): LoRA, DoRA, QLoRA",
            "[What a stage that trains records](../tracking.md#what-a-stage-that-trains-records)",
        ]);
}
