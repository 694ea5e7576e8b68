using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>model_type: qwen2</c> (transformers, <c>configuration_qwen2.py</c>): queries, keys and values always have biases.</summary>
internal sealed class Qwen2Config : GatedDecoderConfig
{
    /// <inheritdoc/>
    public override Family Family => Family.Qwen2;

    /// <inheritdoc/>
    public override string ModelType => "qwen2";

    /// <inheritdoc/>
    public override string Class => "Qwen2ForCausalLM";

    /// <inheritdoc/>
    protected override DecoderDefaults Defaults { get; } = new(151936, 4096, 22016, 32, 32, 32, 32768, 1e-6, 10000);

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ConfigSection config, AttentionSpec common) =>
        common with { QkvBias = true, Window = SlidingWindow.ReadSwitched(config, Layers(config, Defaults.Layers)) };

    /// <inheritdoc/>
    protected override void WriteMore(Architecture model, AttentionSpec attention, ConfigWriter json) =>
        SlidingWindow.WriteSwitched(attention, model.Depth, json);
}
