using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>model_type: mamba2</c> (transformers, <c>configuration_mamba2.py</c>).</summary>
internal sealed class Mamba2Config : FamilyConfig
{
    /// <inheritdoc/>
    public override Family Family => Family.Mamba2;

    /// <inheritdoc/>
    public override string ModelType => "mamba2";

    /// <inheritdoc/>
    public override string Class => "Mamba2ForCausalLM";

    /// <inheritdoc/>
    public override int Vocab => 32768;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Inert =>
    [
        "residual_in_fp32", "time_step_rank", "time_step_min", "time_step_max", "time_step_floor", "rescale_prenorm_residual",
        "intermediate_size",
    ];

    /// <inheritdoc/>
    public override Architecture Read(ConfigSection config)
    {
        int dim = Dim(config, 4096), heads = config.Int("num_heads", 128, most: Sizes.HeadDim);
        var headDim = config.Int("head_dim", 64, most: Sizes.HeadDim);
        var groups = config.Int("n_groups", 8, most: Sizes.HeadDim);
        StateSpaceSizes.RequireHeads(config, dim, config.Int("expand", 2, most: 64), heads, headDim, groups, "num_heads", "n_groups");
        StateSpaceSizes.RequireUnclamped(config);
        StateSpaceSizes.RequireSilu(config);
        config.Only("rms_norm", "true");
        config.Only("norm_before_gate", "false");
        var norm = new NormSpec(NormKind.RmsNorm, config.Number("layer_norm_epsilon", 1e-5, above: 0));
        var mixer = new Mamba2Spec(
            heads, headDim,
            config.Int("state_size", 128, most: Sizes.HeadDim),
            groups,
            config.Int("conv_kernel", 4, most: 1024),
            config.Int("chunk_size", 256, most: 65536),
            norm.Eps,
            config.Flag("use_bias", false),
            config.Flag("use_conv_bias", true));
        var block = new BlockSpec(mixer, new NoFeedForward(), norm);
        return new Architecture(
            dim, Context(config, MambaConfig.UsualContext), new NoPositions(),
            new([new BlockGroup(Layers(config, 64), new([block]))]), norm,
            config.Flag("tie_word_embeddings", false), Dropout: 0, InitStd(config, 0.1));
    }

    /// <inheritdoc/>
    public override void Write(Architecture model, ConfigWriter json)
    {
        var mamba = First<Mamba2Spec>(model);
        json.Add("hidden_size", model.Dim);
        json.Add("num_hidden_layers", model.Depth);
        json.Add("num_heads", mamba.Heads);
        json.Add("head_dim", mamba.HeadDim);
        json.Add("state_size", mamba.State);
        json.Add("n_groups", mamba.Groups);
        json.Add("conv_kernel", mamba.Conv);
        json.Add("expand", mamba.Heads * mamba.HeadDim / model.Dim);
        json.Add("chunk_size", mamba.Chunk);
        json.Add("use_bias", mamba.Bias);
        json.Add("use_conv_bias", mamba.ConvBias);
        json.Add("hidden_act", "silu");
        json.Add("layer_norm_epsilon", model.Blocks.First().Norm.Eps);
        json.Add("rms_norm", true);
        json.Add("max_position_embeddings", model.Context);
        json.Add("initializer_range", model.InitStd);
        json.Add("residual_in_fp32", true);
        json.Add("tie_word_embeddings", model.TiedEmbeddings);
    }
}
