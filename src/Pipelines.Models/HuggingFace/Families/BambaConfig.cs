using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>model_type: bamba</c> (transformers, <c>configuration_bamba.py</c>): Mamba-2, and attention in the layers that it lists.
/// </summary>
internal sealed class BambaConfig : FamilyConfig
{
    private static readonly DecoderDefaults Defaults = new(128000, 4096, 14336, 32, 32, 8, 262144, 1e-5, 10000);

    /// <inheritdoc/>
    public override Family Family => Family.Bamba;

    /// <inheritdoc/>
    public override string ModelType => "bamba";

    /// <inheritdoc/>
    public override string Class => "BambaForCausalLM";

    /// <inheritdoc/>
    public override int Vocab => Defaults.Vocab;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Inert =>
    [
        "attention_dropout", "num_logits_to_keep", "time_step_min", "time_step_max", "z_loss_coefficient", "layers_block_type", "n_ctx",
        "use_mamba_kernels",
    ];

    /// <inheritdoc/>
    public override Architecture Read(ConfigSection config)
    {
        int dim = Dim(config, Defaults.Dim), layers = Layers(config, Defaults.Layers), context = Context(config, Defaults.Context);
        config.Only("attention_bias", "false");
        config.Only("mlp_bias", "false");
        StateSpaceSizes.RequireSilu(config);
        StateSpaceSizes.RequireUnclamped(config);
        var norm = new NormSpec(NormKind.RmsNorm, config.Number("rms_norm_eps", Defaults.Eps, above: 0));
        var (heads, keys, headDim) = HeadSizes.Read(config, dim, Defaults);
        // Half of the channels turn, or as many as the first files of the family say.
        var share = config.OptionalInt("attn_rotary_emb", most: Sizes.HeadDim) is { } turning ? (double)turning / headDim : 0.5;
        var rope = RopeConfig.Read(config, context, Defaults.Theta, share);
        HeadSizes.RequireEven(config, headDim, rope);
        var attention = new AttentionSpec(heads, keys, headDim, QkvBias: false, OutBias: false, rope);
        var mamba = Mamba(config, dim, norm);
        var attending = config.Ints("attn_layer_indices", layers - 1) ?? [];
        var dense = new SwiGluSpec(config.Int("intermediate_size", Defaults.Hidden), Bias: false);
        var blocks = Enumerable.Range(0, layers).Select(layer => new BlockSpec(attending.Contains(layer) ? attention : mamba, dense, norm));
        return new Architecture(
            dim, context, new NoPositions(), Groups(blocks), norm,
            config.Flag("tie_word_embeddings", false), Dropout: 0, InitStd(config));
    }

    /// <inheritdoc/>
    public override void Write(Architecture model, ConfigWriter json)
    {
        var mamba = First<Mamba2Spec>(model);
        var blocks = model.Blocks.ToArray();
        var attention = blocks.Select(block => block.Mixer).OfType<AttentionSpec>().FirstOrDefault();
        json.Add("hidden_size", model.Dim);
        json.Add("intermediate_size", blocks[0].FeedForward.Hidden);
        json.Add("num_hidden_layers", model.Depth);
        json.Add("num_attention_heads", attention?.Heads ?? 1);
        json.Add("num_key_value_heads", attention?.KvHeads ?? 1);
        if (attention is not null && attention.HeadDim * attention.Heads != model.Dim) json.Add("head_dim", attention.HeadDim);
        json.Add("attn_layer_indices", Enumerable.Range(0, blocks.Length).Where(layer => blocks[layer].Mixer is AttentionSpec));
        json.Add("mamba_n_heads", mamba.Heads);
        json.Add("mamba_d_head", mamba.HeadDim);
        json.Add("mamba_n_groups", mamba.Groups);
        json.Add("mamba_d_state", mamba.State);
        json.Add("mamba_d_conv", mamba.Conv);
        json.Add("mamba_expand", mamba.Heads * mamba.HeadDim / model.Dim);
        json.Add("mamba_chunk_size", mamba.Chunk);
        json.Add("mamba_conv_bias", mamba.ConvBias);
        json.Add("mamba_proj_bias", mamba.Bias);
        json.Add("hidden_act", "silu");
        json.Add("max_position_embeddings", model.Context);
        json.Add("initializer_range", model.InitStd);
        json.Add("rms_norm_eps", blocks[0].Norm.Eps);
        json.Add("tie_word_embeddings", model.TiedEmbeddings);
        json.Add("attention_dropout", 0.0);
        if (attention?.Rope is { } rope) RopeConfig.Write(rope, model.Context, json);
    }

    private static Mamba2Spec Mamba(ConfigSection config, int dim, NormSpec norm)
    {
        int heads = config.Int("mamba_n_heads", 128, most: Sizes.HeadDim), expand = config.Int("mamba_expand", 2, most: 64);
        var groups = config.Int("mamba_n_groups", 1, most: Sizes.HeadDim);
        var headDim = config.IsWord("mamba_d_head", "auto") || !config.Has("mamba_d_head")
            ? expand * dim / heads
            : config.Int("mamba_d_head", null, most: Sizes.HeadDim);
        StateSpaceSizes.RequireHeads(config, dim, expand, heads, headDim, groups, "mamba_n_heads", "mamba_n_groups");
        return new Mamba2Spec(
            heads, headDim,
            config.Int("mamba_d_state", 256, most: Sizes.HeadDim),
            groups,
            config.Int("mamba_d_conv", 4, most: 1024),
            config.Int("mamba_chunk_size", 256, most: 65536),
            norm.Eps,
            config.Flag("mamba_proj_bias", false),
            config.Flag("mamba_conv_bias", true));
    }
}
