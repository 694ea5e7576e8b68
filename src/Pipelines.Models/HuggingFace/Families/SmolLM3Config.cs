using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>model_type: smollm3</c> (transformers, <c>configuration_smollm3.py</c>): of each four blocks the last has no positions. A list has
/// a 1 for each block that has them.
/// </summary>
internal sealed class SmolLM3Config : GatedDecoderConfig
{
    private const string Turning = "no_rope_layers", Interval = "no_rope_layer_interval", Kinds = "layer_types";

    /// <inheritdoc/>
    public override Family Family => Family.SmolLM3;

    /// <inheritdoc/>
    public override string ModelType => "smollm3";

    /// <inheritdoc/>
    public override string Class => "SmolLM3ForCausalLM";

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Inert => [.. base.Inert, "sliding_window", "max_window_layers"];

    /// <inheritdoc/>
    protected override DecoderDefaults Defaults { get; } = new(128256, 2048, 11008, 36, 16, 4, 32768, 1e-6, 2e6, Tied: true);

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ConfigSection config, AttentionSpec common)
    {
        config.Only("use_sliding_window", "false");
        var bias = config.Flag("attention_bias", false);
        return common with { QkvBias = bias, OutBias = bias };
    }

    /// <inheritdoc/>
    protected override FeedForwardSpec FeedForward(ConfigSection config) => new SwiGluSpec(Hidden(config), config.Flag("mlp_bias", false));

    /// <inheritdoc/>
    protected override IEnumerable<BlockSpec> Blocks(ConfigSection config, int layers, AttentionSpec attention, NormSpec norm)
    {
        if (config.Words(Kinds) is { } kinds)
        {
            SlidingWindow.RequireKinds(config, kinds, layers);
            if (kinds.Any(kind => kind != "full_attention")) throw config.Wrong(Kinds, "layers with windows are not supported");
        }
        var turning = new BlockSpec(attention, FeedForward(config), norm);
        var still = turning with { Mixer = attention with { Rope = null } };
        var every = NopeEvery(config, layers);
        return Enumerable.Range(1, layers).Select(place => place % every == 0 ? still : turning);
    }

    /// <inheritdoc/>
    protected override RopeSpec? RopeOf(Architecture model) =>
        model.Blocks.Select(block => block.Mixer).OfType<AttentionSpec>().FirstOrDefault(attention => attention.Rope is not null)?.Rope;

    /// <inheritdoc/>
    protected override void WriteMore(Architecture model, AttentionSpec attention, ConfigWriter json)
    {
        var turning = model.Blocks.Select(block => block.Mixer is AttentionSpec { Rope: not null } ? 1 : 0).ToArray();
        json.Add("attention_bias", attention.QkvBias);
        json.Add("mlp_bias", First<SwiGluSpec>(model).Bias);
        json.Add("use_sliding_window", false);
        json.Add(Turning, turning);
        json.Add(Interval, Array.IndexOf(turning, 0) is >= 0 and var first ? first + 1 : turning.Length + 1);
    }

    /// <summary>Of how many blocks the last has no positions, as a number or a list of them says.</summary>
    private static int NopeEvery(ConfigSection config, int layers)
    {
        var every = config.Int(Interval, 4, most: Sizes.Layers + 1);
        if (config.Ints(Turning, most: 1) is not { } turning) return every;
        if (turning.Count < layers) throw config.Wrong(Turning, $"names {turning.Count} layers; num_hidden_layers is {layers}");
        var first = Enumerable.Range(1, layers).FirstOrDefault(place => turning[place - 1] == 0, layers + 1);
        if (Enumerable.Range(1, layers).Any(place => turning[place - 1] == 0 != (place % first == 0)))
            throw config.Wrong(Turning, "layers without positions are supported as the last of each so many alone");
        return first;
    }
}
