using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>model_type: qwen3</c> (transformers, <c>configuration_qwen3.py</c>): queries and keys are normalised a head at a time.
/// </summary>
internal sealed class Qwen3Config : GatedDecoderConfig
{
    /// <inheritdoc/>
    public override Family Family => Family.Qwen3;

    /// <inheritdoc/>
    public override string ModelType => "qwen3";

    /// <inheritdoc/>
    public override string Class => "Qwen3ForCausalLM";

    /// <inheritdoc/>
    protected override DecoderDefaults Defaults { get; } =
        new(151936, 4096, 22016, 32, 32, 32, 32768, 1e-6, 10000) { HeadDim = 128 };

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ConfigSection config, AttentionSpec common)
    {
        var bias = config.Flag("attention_bias", false);
        var window = SlidingWindow.ReadSwitched(config, Layers(config, Defaults.Layers));
        return common with { QkvBias = bias, OutBias = bias, QkNorm = QkNorm.Head, Window = window };
    }

    /// <inheritdoc/>
    protected override void WriteMore(Architecture model, AttentionSpec attention, ConfigWriter json)
    {
        json.Add("attention_bias", attention.QkvBias);
        SlidingWindow.WriteSwitched(attention, model.Depth, json);
    }
}
