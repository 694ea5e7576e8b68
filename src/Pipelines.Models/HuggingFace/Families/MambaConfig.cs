using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>model_type: mamba</c> (transformers, <c>configuration_mamba.py</c>).</summary>
internal sealed class MambaConfig : FamilyConfig
{
    /// <summary>The length of training where the file does not say: no position limits it.</summary>
    public const int UsualContext = 2048;

    /// <inheritdoc/>
    public override Family Family => Family.Mamba;

    /// <inheritdoc/>
    public override string ModelType => "mamba";

    /// <inheritdoc/>
    public override string Class => "MambaForCausalLM";

    /// <inheritdoc/>
    public override int Vocab => 50280;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Inert =>
    [
        "residual_in_fp32", "time_step_scale", "time_step_min", "time_step_max", "time_step_floor", "time_step_init_scheme",
        "rescale_prenorm_residual", "use_mambapy", "use_associative_scan", "fused_add_norm", "rms_norm", "d_inner", "d_model", "n_layer",
        "ssm_cfg", "pad_vocab_size_multiple",
    ];

    /// <inheritdoc/>
    public override Architecture Read(ConfigSection config)
    {
        var dim = Dim(config, 768);
        StateSpaceSizes.RequireSilu(config);
        var expand = config.Int("expand", 2, most: 64);
        if (config.OptionalInt("intermediate_size") is { } inner && inner != expand * dim)
            throw config.Wrong("intermediate_size", $"{inner} is not expand · hidden_size, {expand * dim}");
        var norm = new NormSpec(NormKind.RmsNorm, config.Number("layer_norm_epsilon", 1e-5, above: 0));
        var mixer = new MambaSpec(
            config.Int("state_size", 16, most: Sizes.HeadDim),
            config.Int("conv_kernel", 4, most: 1024),
            expand,
            StateSpaceSizes.DtRank(config, "time_step_rank", dim),
            config.Flag("use_bias", true),
            config.Flag("use_conv_bias", true));
        var block = new BlockSpec(mixer, new NoFeedForward(), norm);
        return new Architecture(
            dim, Context(config, UsualContext), new NoPositions(), new([new BlockGroup(Layers(config, 32), new([block]))]), norm,
            config.Flag("tie_word_embeddings", true), Dropout: 0, InitStd(config, 0.1));
    }

    /// <inheritdoc/>
    public override void Write(Architecture model, ConfigWriter json)
    {
        var mamba = First<MambaSpec>(model);
        json.Add("hidden_size", model.Dim);
        json.Add("num_hidden_layers", model.Depth);
        json.Add("state_size", mamba.State);
        json.Add("conv_kernel", mamba.Conv);
        json.Add("expand", mamba.Expand);
        json.Add("intermediate_size", mamba.Expand * model.Dim);
        json.Add("time_step_rank", mamba.DtRank);
        json.Add("use_bias", mamba.Bias);
        json.Add("use_conv_bias", mamba.ConvBias);
        json.Add("hidden_act", "silu");
        json.Add("layer_norm_epsilon", model.Blocks.First().Norm.Eps);
        json.Add("max_position_embeddings", model.Context);
        json.Add("initializer_range", model.InitStd);
        json.Add("residual_in_fp32", true);
        json.Add("tie_word_embeddings", model.TiedEmbeddings);
    }
}
