namespace Pipelines.Spec;

/// <summary>What the page of <c>kind: quantize</c> shows beside its settings.</summary>
internal static class QuantizeGuide
{
    public static readonly StageGuide Guide = new(
        "A file for llama.cpp, or a folder for vLLM and transformers, of each type; and a report of what each costs in size, "
        + "perplexity and agreement.",
        """
        stages:
          quantize:
            from: sft
            types: [q8_0, q4_k_m]
            calibration: { data: docs }
        """,
        [Rules.NoCalibration, Rules.GroupOfColumns],
        [
            "[Quantize](../quantize.md): which type when, calibration, and what the report says",
        ]);
}
