using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>model_type: llama</c> (transformers, <c>configuration_llama.py</c>).</summary>
internal sealed class LlamaConfig : GatedDecoderConfig
{
    /// <inheritdoc/>
    public override Family Family => Family.Llama;

    /// <inheritdoc/>
    public override string ModelType => "llama";

    /// <inheritdoc/>
    public override string Class => "LlamaForCausalLM";

    /// <inheritdoc/>
    protected override DecoderDefaults Defaults { get; } = new(32000, 4096, 11008, 32, 32, 32, 2048, 1e-6, 10000);

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ConfigSection config, AttentionSpec common)
    {
        config.Only("sliding_window", "null");
        var bias = config.Flag("attention_bias", false);
        return common with { QkvBias = bias, OutBias = bias };
    }

    /// <inheritdoc/>
    protected override FeedForwardSpec FeedForward(ConfigSection config) => new SwiGluSpec(Hidden(config), config.Flag("mlp_bias", false));

    /// <inheritdoc/>
    protected override void WriteMore(Architecture model, AttentionSpec attention, ConfigWriter json)
    {
        json.Add("attention_bias", attention.QkvBias);
        json.Add("mlp_bias", First<SwiGluSpec>(model).Bias);
    }
}
