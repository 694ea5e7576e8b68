using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>model_type: gemma2</c> (transformers, <c>configuration_gemma2.py</c>): the first block of each two has a window, scores and
/// logits are capped, norms stand on both sides.
/// </summary>
internal sealed class Gemma2Config : GatedDecoderConfig
{
    private const string Activation = "gelu_pytorch_tanh";

    /// <inheritdoc/>
    public override Family Family => Family.Gemma2;

    /// <inheritdoc/>
    public override string ModelType => "gemma2";

    /// <inheritdoc/>
    public override string Class => "Gemma2ForCausalLM";

    /// <inheritdoc/>
    protected override DecoderDefaults Defaults { get; } =
        new(256000, 2304, 9216, 26, 8, 4, 8192, 1e-6, 10000, Tied: true) { HeadDim = 256 };

    /// <inheritdoc/>
    public override Architecture Read(ConfigSection config) => base.Read(config) with
    {
        ScaledEmbedding = true,
        LogitSoftcap = Softcap(config, "final_logit_softcapping", 30),
    };

    /// <inheritdoc/>
    protected override NormSpec Norm(ConfigSection config) => base.Norm(config) with { UnitOffset = true };

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ConfigSection config, AttentionSpec common)
    {
        config.Only("use_bidirectional_attention", "false");
        var bias = config.Flag("attention_bias", false);
        var scalar = config.Number("query_pre_attn_scalar", 256, above: 0);
        return common with
        {
            QkvBias = bias,
            OutBias = bias,
            Softcap = Softcap(config, "attn_logit_softcapping", 50),
            Scale = scalar == common.HeadDim ? null : 1 / Math.Sqrt(scalar),
        };
    }

    /// <inheritdoc/>
    protected override IEnumerable<BlockSpec> Blocks(ConfigSection config, int layers, AttentionSpec attention, NormSpec norm)
    {
        var window = config.OptionalInt("sliding_window", most: Sizes.Context) ?? (config.IsNull("sliding_window") ? null : 4096);
        if (config.Words("layer_types") is { } kinds)
        {
            SlidingWindow.RequireKinds(config, kinds, layers);
            if (kinds.Where((kind, layer) => kind != (layer % 2 == 0 ? "sliding_attention" : "full_attention")).Any())
                throw config.Wrong("layer_types", "windows elsewhere than in every other layer from the first on are not supported");
        }
        var full = new BlockSpec(attention, new GeGluSpec(Hidden(config), Bias: false), norm, NormPlacement.Sandwich);
        var windowed = full with { Mixer = attention with { Window = window } };
        return Enumerable.Range(0, layers).Select(layer => layer % 2 == 0 ? windowed : full);
    }

    /// <inheritdoc/>
    protected override void RequireActivation(ConfigSection config)
    {
        // Early files name the exact GELU here, and meant this one.
        config.OneOf("hidden_act", Activation, Activation, "gelu");
        config.OneOf("hidden_activation", Activation, Activation);
    }

    /// <inheritdoc/>
    protected override void WriteActivation(ConfigWriter json)
    {
        json.Add("hidden_act", Activation);
        json.Add("hidden_activation", Activation);
    }

    /// <inheritdoc/>
    protected override void WriteMore(Architecture model, AttentionSpec attention, ConfigWriter json)
    {
        var scalar = attention.Scale is { } scale ? Math.Round(1 / (scale * scale), 9) : attention.HeadDim;
        json.Add("attention_bias", attention.QkvBias);
        json.Add("query_pre_attn_scalar", scalar == Math.Truncate(scalar) ? (int)scalar : scalar);
        json.Add("sliding_window", attention.Window);
        json.Add("final_logit_softcapping", model.LogitSoftcap);
        json.Add("attn_logit_softcapping", attention.Softcap);
    }

    private static double? Softcap(ConfigSection config, string key, double fallback) =>
        config.OptionalNumber(key, above: 0) ?? (config.IsNull(key) ? null : fallback);
}
