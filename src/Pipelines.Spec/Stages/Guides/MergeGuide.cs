namespace Pipelines.Spec;

/// <summary>What the page of <c>kind: merge</c> shows beside its settings.</summary>
internal static class MergeGuide
{
    public static readonly StageGuide Guide = new(
        "What follows needs no adapter then: a checkpoint of its own, without the low-rank part's time in every step.",
        """
        stages:
          lora: { kind: sft, from: sft, data: sums, adapter: lora }
          merged: { kind: merge, from: lora }
        """,
        [Rules.NoAdapter],
        [
            "[Adapters](../adapters.md): what an adapter's checkpoint holds",
        ]);
}
