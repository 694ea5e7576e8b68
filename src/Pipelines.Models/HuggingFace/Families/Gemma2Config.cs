using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>model_type: gemma2</c> (transformers, <c>configuration_gemma2.py</c>): the first block of each two has a window, scores and
/// logits are capped, norms stand on both sides.
/// </summary>
internal sealed class Gemma2Config : GemmaConfig
{
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
    protected override (double? Scores, double? Logits) Softcaps => (50, 30);

    /// <inheritdoc/>
    protected override IEnumerable<BlockSpec> Blocks(ConfigSection config, int layers, AttentionSpec attention, NormSpec norm)
    {
        var window = Window(config);
        if (config.Words("layer_types") is { } kinds)
        {
            SlidingWindow.RequireKinds(config, kinds, layers);
            if (kinds.Where((kind, layer) => kind != (layer % 2 == 0 ? "sliding_attention" : "full_attention")).Any())
                throw config.Wrong("layer_types", "windows elsewhere than in every other layer from the first on are not supported");
        }
        var full = Block(config, attention, norm);
        var windowed = full with { Mixer = attention with { Window = window } };
        return Enumerable.Range(0, layers).Select(layer => layer % 2 == 0 ? windowed : full);
    }
}
