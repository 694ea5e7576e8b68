using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>model_type: qwen3_moe</c> (transformers, <c>configuration_qwen3_moe.py</c>).</summary>
internal sealed class Qwen3MoeConfig : GatedDecoderConfig
{
    /// <inheritdoc/>
    public override Family Family => Family.Qwen3Moe;

    /// <inheritdoc/>
    public override string ModelType => "qwen3_moe";

    /// <inheritdoc/>
    public override string Class => "Qwen3MoeForCausalLM";

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Inert => [.. base.Inert, "output_router_logits"];

    /// <inheritdoc/>
    protected override DecoderDefaults Defaults { get; } = new(151936, 2048, 6144, 24, 32, 4, 32768, 1e-6, 10000);

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ConfigSection config, AttentionSpec common)
    {
        var bias = config.Flag("attention_bias", false);
        var window = SlidingWindow.ReadSwitched(config, Layers(config, Defaults.Layers));
        return common with { QkvBias = bias, OutBias = bias, QkNorm = QkNorm.Head, Window = window };
    }

    /// <inheritdoc/>
    protected override IEnumerable<BlockSpec> Blocks(ConfigSection config, int layers, AttentionSpec attention, NormSpec norm)
    {
        config.Only("decoder_sparse_step", "1");
        var dense = config.Ints("mlp_only_layers", layers - 1) ?? [];
        if (dense.Distinct().Count() is var first && dense.Any(layer => layer >= first))
            throw config.Wrong(
                "mlp_only_layers", $"dense layers other than the first ones are not supported: [{string.Join(", ", dense)}]");
        var experts = ExpertCounts.Read(config, 128, 8, "num_experts", "num_local_experts");
        var routed = new BlockSpec(attention, new MoeSpec(experts.Count, experts.TopK, config.Int("moe_intermediate_size", 768))
        {
            NormalizeTopK = config.Flag("norm_topk_prob", false),
            BalanceLoss = ExpertCounts.BalanceLoss(config),
        }, norm);
        var plain = routed with { FeedForward = new SwiGluSpec(Hidden(config), Bias: false) };
        return Enumerable.Range(0, layers).Select(layer => layer < first ? plain : routed);
    }

    /// <inheritdoc/>
    protected override int Hidden(Architecture model) =>
        model.Blocks.Select(block => block.FeedForward).OfType<SwiGluSpec>().FirstOrDefault()?.Hidden ?? Defaults.Hidden;

    /// <inheritdoc/>
    protected override void WriteMore(Architecture model, AttentionSpec attention, ConfigWriter json)
    {
        var moe = First<MoeSpec>(model);
        json.Add("attention_bias", attention.QkvBias);
        SlidingWindow.WriteSwitched(attention, model.Depth, json);
        json.Add("decoder_sparse_step", 1);
        json.Add("mlp_only_layers", Enumerable.Range(0, model.Blocks.TakeWhile(block => block.FeedForward is SwiGluSpec).Count()));
        json.Add("num_experts", moe.Experts);
        json.Add("num_experts_per_tok", moe.TopK);
        json.Add("moe_intermediate_size", moe.Hidden);
        json.Add("norm_topk_prob", moe.NormalizeTopK);
        json.Add("output_router_logits", false);
        json.Add("router_aux_loss_coef", moe.BalanceLoss);
    }
}
