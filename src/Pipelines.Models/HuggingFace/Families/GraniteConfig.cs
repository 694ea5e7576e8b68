using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>model_type: granite</c> (transformers, <c>configuration_granite.py</c>): Llama with factors of embeddings, scores, what is added to
/// the residual stream, and logits.
/// </summary>
internal sealed class GraniteConfig : GatedDecoderConfig
{
    /// <inheritdoc/>
    public override Family Family => Family.Granite;

    /// <inheritdoc/>
    public override string ModelType => "granite";

    /// <inheritdoc/>
    public override string Class => "GraniteForCausalLM";

    /// <inheritdoc/>
    protected override DecoderDefaults Defaults { get; } = new(32000, 4096, 11008, 32, 32, 32, 2048, 1e-6, 10000);

    /// <inheritdoc/>
    public override Architecture Read(ConfigSection config) => base.Read(config) with
    {
        EmbeddingMultiplier = config.Number("embedding_multiplier", 1, above: 0),
        ResidualMultiplier = config.Number("residual_multiplier", 1, above: 0),
        LogitsScaling = config.Number("logits_scaling", 1, above: 0),
    };

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ConfigSection config, AttentionSpec common)
    {
        var bias = config.Flag("attention_bias", false);
        var scale = config.Number("attention_multiplier", 1, above: 0);
        return common with { QkvBias = bias, OutBias = bias, Scale = IsUsual(scale, common.HeadDim) ? null : scale };
    }

    /// <inheritdoc/>
    protected override FeedForwardSpec FeedForward(ConfigSection config) => new SwiGluSpec(Hidden(config), config.Flag("mlp_bias", false));

    /// <inheritdoc/>
    protected override void WriteMore(Architecture model, AttentionSpec attention, ConfigWriter json)
    {
        json.Add("attention_bias", attention.QkvBias);
        json.Add("mlp_bias", First<SwiGluSpec>(model).Bias);
        json.Add("attention_multiplier", attention.Scale ?? 1 / Math.Sqrt(attention.HeadDim));
        json.Add("embedding_multiplier", model.EmbeddingMultiplier);
        json.Add("residual_multiplier", model.ResidualMultiplier);
        json.Add("logits_scaling", model.LogitsScaling);
    }

    /// <summary>Whether a factor of scores is 1/√head_dim, in as many digits as files have.</summary>
    private static bool IsUsual(double scale, int headDim) => Math.Abs(scale * Math.Sqrt(headDim) - 1) < 1e-7;
}
