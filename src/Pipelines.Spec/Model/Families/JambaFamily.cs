using Pipelines.Spec.Settings;
using static Pipelines.Spec.FamilySettings;

namespace Pipelines.Spec;

/// <summary><c>family: jamba</c> (Lieber et al. 2024).</summary>
internal static class JambaFamily
{
    /// <summary>What checkpoints of state spaces and attention call their modules.</summary>
    public static readonly CheckpointNames Names = new("Jamba")
    {
        FinalNorm = "final_layernorm",
        FeedForwardNorm = "pre_ff_layernorm",
        FeedForwardName = "feed_forward",
        MoeName = "feed_forward",
        Experts = ExpertNames.Jamba,
    };

    public static readonly FamilyDefinition Definition = new(
        Family.Jamba, "jamba", "Mamba and attention, experts in every other block",
        Names: Names,
        Preset: """
            attention_every: 8
            attention_offset: 4
            experts_every: 2
            experts_offset: 1
            mamba: { state: 16, conv: 4, expand: 2, inner_norm: 1e-6 }
            ffn: swiglu
            moe: { experts: 16, top_k: 2, normalize_top_k: false, balance_loss: 1e-3 }
            norm: { kind: rmsnorm, eps: 1e-6 }
            rope: none
            tied: false
            """,
        Places: "heads kv_heads hidden attention_every attention_offset experts_every experts_offset mamba.state mamba.conv mamba.expand "
            + "mamba.dt_rank mamba.bias mamba.conv_bias mamba.inner_norm moe.experts moe.top_k moe.balance_loss moe.z_loss")
    {
        Block = static (index, values) =>
        {
            var mixer = index % values.Get(AttentionEvery) == values.Get(AttentionOffset) ? "attention" : "mamba";
            var experts = index % values.Get(ExpertsEvery) == values.Get(ExpertsOffset);
            return experts ? $"{{ mixer: {mixer}, ffn: moe }}" : mixer;
        },
        Check = static (values, reading) =>
            Periods.Check(values, AttentionEvery, AttentionOffset, reading) & Periods.Check(values, ExpertsEvery, ExpertsOffset, reading),
        Pattern = static model =>
        [
            .. Periods.Of(model, block => block.Mixer is AttentionSpec, AttentionEvery, AttentionOffset, likely: (8, 4)),
            .. Periods.Of(model, block => block.FeedForward is MoeSpec, ExpertsEvery, ExpertsOffset, likely: (2, 1)),
        ],
    };
}
