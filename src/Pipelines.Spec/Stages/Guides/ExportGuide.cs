namespace Pipelines.Spec;

/// <summary>What the page of <c>kind: export</c> shows beside its settings.</summary>
internal static class ExportGuide
{
    public static readonly StageGuide Guide = new(
        "What transformers and vLLM load: `config.json`, safetensors, tokenizer and chat template. "
        + "Of a quantized model its files as they are, under names that say their type.",
        """
        stages:
          export: { from: sft, folder: models/sft, dtype: bf16 }
        """,
        [],
        [
            "[Deploy](../deploy.md): how a model goes onto a server",
            "[Quantize](../quantize.md): smaller files",
        ]);
}
