using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>model_type: mistral</c> (transformers, <c>configuration_mistral.py</c>).</summary>
internal sealed class MistralConfig : GatedDecoderConfig
{
    private const int Window = 4096;

    /// <inheritdoc/>
    public override Family Family => Family.Mistral;

    /// <inheritdoc/>
    public override string ModelType => "mistral";

    /// <inheritdoc/>
    public override string Class => "MistralForCausalLM";

    /// <inheritdoc/>
    protected override DecoderDefaults Defaults { get; } = new(32000, 4096, 14336, 32, 32, 8, 131072, 1e-6, 10000);

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ConfigSection config, AttentionSpec common)
    {
        config.Only("attention_bias", "false");
        var window = config.OptionalInt("sliding_window", most: Sizes.Context);
        return common with { Window = window ?? (config.IsNull("sliding_window") ? null : Window) };
    }

    /// <inheritdoc/>
    protected override void WriteMore(Architecture model, AttentionSpec attention, ConfigWriter json) =>
        json.Add("sliding_window", attention.Window);
}
