using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>model_type: phi3</c> (transformers, <c>configuration_phi3.py</c>): Phi-3, Phi-3.5, Phi-4 and Phi-4-mini.
/// </summary>
internal sealed class Phi3Config : GatedDecoderConfig
{
    /// <inheritdoc/>
    public override Family Family => Family.Phi3;

    /// <inheritdoc/>
    public override string ModelType => "phi3";

    /// <inheritdoc/>
    public override string Class => "Phi3ForCausalLM";

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Inert =>
        [.. base.Inert, "resid_pdrop", "embd_pdrop", "original_max_position_embeddings"];

    /// <inheritdoc/>
    protected override DecoderDefaults Defaults { get; } = new(32064, 3072, 8192, 32, 32, 32, 4096, 1e-5, 10000);

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ConfigSection config, AttentionSpec common)
    {
        config.Only("attention_bias", "false");
        config.Only("mlp_bias", "false");
        config.Only("lm_head_bias", "false");
        config.Only("full_attn_mod", "1");
        config.Only("interpolate_factor", "1");
        return common with { Window = config.OptionalInt("sliding_window", most: Sizes.Context) };
    }

    /// <inheritdoc/>
    protected override void WriteMore(Architecture model, AttentionSpec attention, ConfigWriter json)
    {
        json.Add("sliding_window", attention.Window);
        json.Add("resid_pdrop", 0.0);
        json.Add("embd_pdrop", 0.0);
    }
}
