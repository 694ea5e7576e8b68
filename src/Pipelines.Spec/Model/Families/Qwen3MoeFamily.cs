namespace Pipelines.Spec;

/// <summary><c>family: qwen3_moe</c> (Qwen team 2025).</summary>
internal static class Qwen3MoeFamily
{
    public static readonly FamilyDefinition Definition = new(
        Family.Qwen3Moe, "qwen3_moe", "Qwen3 with fine-grained experts",
        Names: new("Qwen3-MoE"),
        Preset: """
            ffn: swiglu
            moe: { experts: 128, top_k: 8, hidden: 768, normalize_top_k: true, balance_loss: 1e-3 }
            dense_layers: 0
            norm: { kind: rmsnorm, eps: 1e-6 }
            rope: { theta: 10000 }
            qk_norm: true
            tied: false
            """,
        Places: $"{LlamaFamily.Attention} window qkv_bias out_bias dense_layers "
            + "moe.experts moe.top_k moe.hidden moe.normalize_top_k moe.balance_loss moe.z_loss")
    {
        Block = static (index, values) => DenseLayers.Block(index, values, "attention"),
        Check = static (values, reading) => FamilyRules.BiasesTogether(values, reading) & DenseLayers.Check(values, reading),
        Pattern = DenseLayers.Of,
    };
}
