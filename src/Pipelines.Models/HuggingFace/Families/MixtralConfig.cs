using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>model_type: mixtral</c> (transformers, <c>configuration_mixtral.py</c>).</summary>
internal sealed class MixtralConfig : GatedDecoderConfig
{
    /// <inheritdoc/>
    public override Family Family => Family.Mixtral;

    /// <inheritdoc/>
    public override string ModelType => "mixtral";

    /// <inheritdoc/>
    public override string Class => "MixtralForCausalLM";

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Inert => [.. base.Inert, "output_router_logits", "router_jitter_noise"];

    /// <inheritdoc/>
    protected override DecoderDefaults Defaults { get; } = new(32000, 4096, 14336, 32, 32, 8, 131072, 1e-5, 1e6);

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ConfigSection config, AttentionSpec common) =>
        common with { Window = config.OptionalInt("sliding_window", most: Sizes.Context) };

    /// <inheritdoc/>
    protected override FeedForwardSpec FeedForward(ConfigSection config)
    {
        var experts = ExpertCounts.Read(config, 8, 2, "num_local_experts", "num_experts");
        return new MoeSpec(experts.Count, experts.TopK, Hidden(config)) { BalanceLoss = ExpertCounts.BalanceLoss(config) };
    }

    /// <inheritdoc/>
    protected override void WriteMore(Architecture model, AttentionSpec attention, ConfigWriter json)
    {
        var moe = First<MoeSpec>(model);
        json.Add("sliding_window", attention.Window);
        json.Add("num_local_experts", moe.Experts);
        json.Add("num_experts_per_tok", moe.TopK);
        json.Add("output_router_logits", false);
        json.Add("router_aux_loss_coef", moe.BalanceLoss);
        json.Add("router_jitter_noise", 0.0);
    }
}
