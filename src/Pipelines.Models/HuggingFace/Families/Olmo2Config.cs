using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>model_type: olmo2</c> (transformers, <c>configuration_olmo2.py</c>): norms stand behind the parts of a block, queries and keys are
/// normalised over all heads together.
/// </summary>
internal sealed class Olmo2Config : GatedDecoderConfig
{
    /// <inheritdoc/>
    public override Family Family => Family.Olmo2;

    /// <inheritdoc/>
    public override string ModelType => "olmo2";

    /// <inheritdoc/>
    public override string Class => "Olmo2ForCausalLM";

    /// <inheritdoc/>
    protected override DecoderDefaults Defaults { get; } = new(50304, 4096, 11008, 32, 32, 32, 2048, 1e-5, 10000);

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ConfigSection config, AttentionSpec common)
    {
        var bias = config.Flag("attention_bias", false);
        return common with { QkvBias = bias, OutBias = bias, QkNorm = QkNorm.Whole };
    }

    /// <inheritdoc/>
    protected override IEnumerable<BlockSpec> Blocks(ConfigSection config, int layers, AttentionSpec attention, NormSpec norm) =>
        base.Blocks(config, layers, attention, norm).Select(block => block with { Placement = NormPlacement.Output });

    /// <inheritdoc/>
    protected override void WriteMore(Architecture model, AttentionSpec attention, ConfigWriter json) =>
        json.Add("attention_bias", attention.QkvBias);
}
