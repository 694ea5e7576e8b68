namespace Pipelines.Spec;

/// <summary><c>family: gpt_oss</c> (OpenAI 2025).</summary>
internal static class GptOssFamily
{
    public static readonly FamilyDefinition Definition = new(
        Family.GptOss, "gpt_oss", "Experts with biases and a clamped SwiGLU, attention sinks, a window in every other block",
        Names: new("gpt-oss") { Experts = ExpertNames.Jamba },
        Preset: """
            ffn: moe
            moe: { experts: 128, top_k: 4, bias: true, swiglu_limit: 7, balance_loss: 1e-3 }
            norm: { kind: rmsnorm, eps: 1e-5 }
            rope: { theta: 150000, scaling: { yarn: { factor: 32, original_context: 4096, truncate: false } } }
            window: 128
            sinks: true
            qkv_bias: true
            out_bias: true
            tied: false
            """,
        Places: $"{LlamaFamily.Attention} window qkv_bias out_bias "
            + "moe.experts moe.top_k moe.hidden moe.swiglu_limit moe.balance_loss moe.z_loss")
    {
        Block = static (index, _) => index % 2 == 0 ? "attention" : "{ mixer: { attention: { window: none } } }",
        Check = FamilyRules.BiasesTogether,
    };
}
