namespace Pipelines.Spec;

/// <summary><c>family: deepseek_v3</c> (DeepSeek-AI 2024).</summary>
internal static class DeepSeekV3Family
{
    public static readonly FamilyDefinition Definition = new(
        Family.DeepSeekV3, "deepseek_v3", "Latent attention, shared and fine-grained experts, balance by bias",
        Names: new("DeepSeek-V3"),
        Preset: """
            latent_attention:
              { query_rank: 1536, kv_rank: 512, nope_head_dim: 128, rope_head_dim: 64, value_head_dim: 128, norm: { eps: 1e-6 } }
            ffn: swiglu
            moe:
              experts: 256
              top_k: 8
              hidden: 2048
              shared_hidden: 2048
              score: sigmoid
              groups: 8
              top_groups: 4
              routed_scale: 2.5
              balance_rate: 1e-3
            dense_layers: 3
            norm: { kind: rmsnorm, eps: 1e-6 }
            rope: { theta: 10000 }
            tied: false
            """,
        Places: "heads hidden rope.theta rope.scaling latent_attention.query_rank latent_attention.kv_rank "
            + "latent_attention.nope_head_dim latent_attention.rope_head_dim latent_attention.value_head_dim dense_layers "
            + "moe.experts moe.top_k moe.hidden moe.shared_hidden moe.groups moe.top_groups moe.routed_scale moe.normalize_top_k "
            + "moe.balance_rate moe.balance_loss moe.z_loss")
    {
        Block = static (index, values) => DenseLayers.Block(index, values, "latent_attention"),
        Check = DenseLayers.Check,
        Pattern = DenseLayers.Of,
    };
}
