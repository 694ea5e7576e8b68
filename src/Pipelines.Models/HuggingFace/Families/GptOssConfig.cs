using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>model_type: gpt_oss</c> (transformers, <c>configuration_gpt_oss.py</c>): the first block of each two has a window, and experts have
/// biases.
/// </summary>
internal sealed class GptOssConfig : GatedDecoderConfig
{
    /// <inheritdoc/>
    public override Family Family => Family.GptOss;

    /// <inheritdoc/>
    public override string ModelType => "gpt_oss";

    /// <inheritdoc/>
    public override string Class => "GptOssForCausalLM";

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Inert =>
        [.. base.Inert, "output_router_logits", "experts_per_token", "initial_context_length"];

    /// <inheritdoc/>
    protected override DecoderDefaults Defaults { get; } =
        new(201088, 2880, 2880, 36, 64, 8, 131072, 1e-5, 150000) { HeadDim = 64 };

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ConfigSection config, AttentionSpec common)
    {
        var bias = config.Flag("attention_bias", true);
        var silent = !config.Has("rope_parameters") && !config.Has("rope_scaling") && !config.IsNull("rope_scaling");
        var rope = silent ? common.Rope! with { Scaling = new YarnScaling(32, 4096, Truncate: false) } : common.Rope;
        return common with { QkvBias = bias, OutBias = bias, Sinks = true, Rope = rope };
    }

    /// <inheritdoc/>
    protected override IEnumerable<BlockSpec> Blocks(ConfigSection config, int layers, AttentionSpec attention, NormSpec norm)
    {
        config.Only("swiglu_alpha", "1.702");
        var window = config.OptionalInt("sliding_window", most: Sizes.Context) ?? (config.IsNull("sliding_window") ? null : 128);
        if (config.Words("layer_types") is { } kinds)
        {
            SlidingWindow.RequireKinds(config, kinds, layers);
            if (kinds.Where((kind, layer) => kind != (layer % 2 == 0 ? "sliding_attention" : "full_attention")).Any())
                throw config.Wrong("layer_types", "windows elsewhere than in every other layer from the first on are not supported");
        }
        var experts = ExpertCounts.Read(config, 128, 4, "num_local_experts", "num_experts");
        var full = new BlockSpec(attention, new MoeSpec(experts.Count, experts.TopK, Hidden(config))
        {
            Bias = true,
            SwigluLimit = config.Number("swiglu_limit", 7, above: 0),
            BalanceLoss = ExpertCounts.BalanceLoss(config),
        }, norm);
        var windowed = full with { Mixer = attention with { Window = window } };
        return Enumerable.Range(0, layers).Select(layer => layer % 2 == 0 ? windowed : full);
    }

    /// <inheritdoc/>
    protected override void WriteMore(Architecture model, AttentionSpec attention, ConfigWriter json)
    {
        var moe = First<MoeSpec>(model);
        json.Add("attention_bias", attention.QkvBias);
        json.Add("sliding_window", attention.Window);
        json.Add("layer_types", Enumerable.Range(0, model.Depth)
            .Select(layer => layer % 2 == 0 ? "sliding_attention" : "full_attention"));
        json.Add("num_local_experts", moe.Experts);
        json.Add("num_experts_per_tok", moe.TopK);
        if (moe.SwigluLimit is { } limit) json.Add("swiglu_limit", limit);
        json.Add("output_router_logits", false);
        json.Add("router_aux_loss_coef", moe.BalanceLoss);
    }
}
