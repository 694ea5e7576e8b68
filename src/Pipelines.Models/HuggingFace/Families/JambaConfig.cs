using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>model_type: jamba</c> (transformers, <c>configuration_jamba.py</c>): Mamba with norms inside, attention without positions once
/// in a period, experts once in another.
/// </summary>
internal sealed class JambaConfig : FamilyConfig
{
    private static readonly DecoderDefaults Defaults = new(65536, 4096, 14336, 32, 32, 8, 262144, 1e-6, 10000);

    /// <inheritdoc/>
    public override Family Family => Family.Jamba;

    /// <inheritdoc/>
    public override string ModelType => "jamba";

    /// <inheritdoc/>
    public override string Class => "JambaForCausalLM";

    /// <inheritdoc/>
    public override int Vocab => Defaults.Vocab;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Inert =>
    [
        "attention_dropout", "use_mamba_kernels", "num_logits_to_keep", "output_router_logits", "calc_logits_for_entire_prompt",
        "n_ctx", "layers_block_type", "layers_num_experts",
    ];

    /// <inheritdoc/>
    public override Architecture Read(ConfigSection config)
    {
        int dim = Dim(config, Defaults.Dim), layers = Layers(config, Defaults.Layers);
        config.Only("sliding_window", "null");
        config.Only("mamba_inner_layernorms", "true");
        StateSpaceSizes.RequireSilu(config);
        var norm = new NormSpec(NormKind.RmsNorm, config.Number("rms_norm_eps", Defaults.Eps, above: 0));
        var (heads, keys, headDim) = HeadSizes.Read(config, dim, Defaults);
        var attention = new AttentionSpec(heads, keys, headDim, QkvBias: false, OutBias: false, Rope: null);
        var mamba = Mamba(config, dim, norm);
        var dense = new SwiGluSpec(config.Int("intermediate_size", Defaults.Hidden), Bias: false);
        var experts = ExpertCounts.Read(config, 16, 2, "num_experts");
        FeedForwardSpec moe = experts.Count == 1 ? dense : new MoeSpec(experts.Count, experts.TopK, dense.Hidden)
        {
            NormalizeTopK = false,
            BalanceLoss = ExpertCounts.BalanceLoss(config),
        };
        var attends = Every(config, "attn_layer_period", 8, "attn_layer_offset", 4);
        var routes = Every(config, "expert_layer_period", 2, "expert_layer_offset", 1);
        var blocks = Enumerable.Range(0, layers)
            .Select(layer => new BlockSpec(attends(layer) ? attention : mamba, routes(layer) ? moe : dense, norm));
        return new Architecture(
            dim, Context(config, Defaults.Context), new NoPositions(), Groups(blocks), norm,
            config.Flag("tie_word_embeddings", false), Dropout: 0, InitStd(config));
    }

    /// <inheritdoc/>
    public override void Write(Architecture model, ConfigWriter json)
    {
        var mamba = First<MambaSpec>(model);
        var blocks = model.Blocks.ToArray();
        var moe = blocks.Select(block => block.FeedForward).OfType<MoeSpec>().FirstOrDefault();
        var attention = blocks.Select(block => block.Mixer).OfType<AttentionSpec>().FirstOrDefault();
        json.Add("hidden_size", model.Dim);
        json.Add("intermediate_size", blocks[0].FeedForward.Hidden);
        json.Add("num_hidden_layers", model.Depth);
        json.Add("num_attention_heads", attention?.Heads ?? 1);
        json.Add("num_key_value_heads", attention?.KvHeads ?? 1);
        if (attention is not null && attention.HeadDim * attention.Heads != model.Dim) json.Add("head_dim", attention.HeadDim);
        var (attends, from) = Cadence.Of(blocks, block => block.Mixer is AttentionSpec);
        json.Add("attn_layer_period", attends);
        json.Add("attn_layer_offset", from);
        json.Add("num_experts", moe?.Experts ?? 1);
        json.Add("num_experts_per_tok", moe?.TopK ?? 1);
        var (routes, first) = Cadence.Of(blocks, block => block.FeedForward is MoeSpec);
        json.Add("expert_layer_period", routes);
        json.Add("expert_layer_offset", first);
        json.Add("router_aux_loss_coef", moe?.BalanceLoss ?? 0.0);
        json.Add("output_router_logits", false);
        json.Add("mamba_d_state", mamba.State);
        json.Add("mamba_d_conv", mamba.Conv);
        json.Add("mamba_expand", mamba.Expand);
        json.Add("mamba_dt_rank", mamba.DtRank);
        json.Add("mamba_conv_bias", mamba.ConvBias);
        json.Add("mamba_proj_bias", mamba.Bias);
        json.Add("use_mamba_kernels", false);
        json.Add("hidden_act", "silu");
        json.Add("max_position_embeddings", model.Context);
        json.Add("initializer_range", model.InitStd);
        json.Add("rms_norm_eps", blocks[0].Norm.Eps);
        json.Add("tie_word_embeddings", model.TiedEmbeddings);
        json.Add("sliding_window", (object?)null);
        json.Add("attention_dropout", 0.0);
    }

    private static MambaSpec Mamba(ConfigSection config, int dim, NormSpec norm) => new(
        config.Int("mamba_d_state", 16, most: Sizes.HeadDim),
        config.Int("mamba_d_conv", 4, most: 1024),
        config.Int("mamba_expand", 2, most: 64),
        StateSpaceSizes.DtRank(config, "mamba_dt_rank", dim),
        config.Flag("mamba_proj_bias", false),
        config.Flag("mamba_conv_bias", true))
    {
        InnerNorm = norm.Eps,
    };

    private static Func<int, bool> Every(ConfigSection config, string periodKey, int period, string offsetKey, int offset)
    {
        period = config.Int(periodKey, period, most: Sizes.Layers + 1);
        offset = config.Int(offsetKey, offset, least: 0, most: Sizes.Layers);
        if (offset >= period) throw config.Wrong(offsetKey, $"{offset} is not below {periodKey}, {period}");
        return layer => layer % period == offset;
    }
}
