using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// The keys that Gemma 2 and 3 share: norms on both sides with weights that are kept less one, GeGLU, scaled embeddings, soft-caps.
/// </summary>
internal abstract class GemmaConfig : GatedDecoderConfig
{
    private const string Activation = "gelu_pytorch_tanh";

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Inert => [.. base.Inert, "cache_implementation"];

    /// <summary>c of scores and of logits where the file does not say; null for none.</summary>
    protected abstract (double? Scores, double? Logits) Softcaps { get; }

    /// <inheritdoc/>
    public override Architecture Read(ConfigSection config) => base.Read(config) with
    {
        ScaledEmbedding = true,
        LogitSoftcap = Softcap(config, "final_logit_softcapping", Softcaps.Logits),
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
            Softcap = Softcap(config, "attn_logit_softcapping", Softcaps.Scores),
            Scale = scalar == common.HeadDim ? null : 1 / Math.Sqrt(scalar),
        };
    }

    /// <summary>A block around an attention.</summary>
    protected BlockSpec Block(ConfigSection config, AttentionSpec attention, NormSpec norm) =>
        new(attention, new GeGluSpec(Hidden(config), Bias: false), norm, NormPlacement.Sandwich);

    /// <summary>How far back blocks see that do not see everything; null for all where the file says so.</summary>
    protected static int? Window(ConfigSection config) =>
        config.OptionalInt("sliding_window", most: Sizes.Context) ?? (config.IsNull("sliding_window") ? null : 4096);

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

    private static double? Softcap(ConfigSection config, string key, double? fallback) =>
        config.OptionalNumber(key, above: 0) ?? (config.IsNull(key) ? null : fallback);
}
