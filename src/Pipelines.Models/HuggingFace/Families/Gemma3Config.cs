using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>model_type: gemma3_text</c> (transformers, <c>configuration_gemma3.py</c>): of each six blocks the last sees everything, the others
/// have a window and turn at a base of their own. It is the text of <c>gemma3</c>, too, which also has images.
/// </summary>
internal sealed class Gemma3Config : GemmaConfig
{
    private const string LocalTheta = "rope_local_base_freq", Pattern = "sliding_window_pattern", Kinds = "layer_types";

    private const double UsualLocalTheta = 10000;

    /// <inheritdoc/>
    public override Family Family => Family.Gemma3;

    /// <inheritdoc/>
    public override string ModelType => "gemma3_text";

    /// <inheritdoc/>
    public override string Class => "Gemma3ForCausalLM";

    /// <inheritdoc/>
    protected override DecoderDefaults Defaults { get; } =
        new(262208, 2304, 9216, 26, 8, 4, 131072, 1e-6, 1e6, Tied: true) { HeadDim = 256 };

    /// <inheritdoc/>
    protected override (double? Scores, double? Logits) Softcaps => (null, null);

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ConfigSection config, AttentionSpec common) =>
        base.Attention(config, common) with { QkNorm = QkNorm.Head };

    /// <summary>Of the blocks that see everything; transformers 5 has an object for each kind of block.</summary>
    protected override RopeSpec Rope(ConfigSection config, int context)
    {
        if (config.Section("rope_parameters")?.Section("full_attention") is not { } own) return base.Rope(config, context);
        _ = config.Section("rope_scaling");    // beside rope_parameters it repeats them
        return RopeConfig.OfSection(config, own, context, Defaults.Theta);
    }

    /// <inheritdoc/>
    protected override IEnumerable<BlockSpec> Blocks(ConfigSection config, int layers, AttentionSpec attention, NormSpec norm)
    {
        var global = Block(config, attention, norm);
        var every = GlobalEvery(config, layers);
        var window = Window(config);
        if (window is null && every > 1) throw config.Wrong("sliding_window", "is null, and blocks ask for it");
        var local = global with { Mixer = attention with { Window = window, Rope = Local(config) } };
        return Enumerable.Range(1, layers).Select(place => place % every == 0 ? global : local);
    }

    /// <inheritdoc/>
    protected override RopeSpec? RopeOf(Architecture model) => (Global(model) ?? First<AttentionSpec>(model)).Rope;

    /// <inheritdoc/>
    protected override void WriteMore(Architecture model, AttentionSpec attention, ConfigWriter json)
    {
        var all = model.Blocks.Select(block => block.Mixer).OfType<AttentionSpec>().ToList();
        var local = all.Find(one => one.Window is not null);
        base.WriteMore(model, local ?? attention, json);
        json.Add(LocalTheta, (local ?? attention).Rope?.Theta ?? UsualLocalTheta);
        json.Add(Kinds, all.Select(one => one.Window is null ? "full_attention" : "sliding_attention").ToArray());
        json.Add(Pattern, all.FindIndex(one => one.Window is null) is >= 0 and var first ? first + 1 : all.Count + 1);
    }

    private static AttentionSpec? Global(Architecture model) =>
        model.Blocks.Select(block => block.Mixer).OfType<AttentionSpec>().FirstOrDefault(attention => attention.Window is null);

    private static RopeSpec Local(ConfigSection config)
    {
        var own = config.Section("rope_parameters")?.Section("sliding_attention");
        var theta = own?.Number("rope_theta", UsualLocalTheta, above: 0) ?? config.Number(LocalTheta, UsualLocalTheta, above: 0);
        own?.Only("rope_type", "\"default\"");
        return new RopeSpec(theta);
    }

    /// <summary>Of how many blocks the last sees everything, as a number or a list of them says.</summary>
    private static int GlobalEvery(ConfigSection config, int layers)
    {
        // transformers keeps the number behind a line where it has the list, too.
        var hidden = config.OptionalInt("_" + Pattern, most: Sizes.Layers + 1);
        var every = config.OptionalInt(Pattern, most: Sizes.Layers + 1) ?? hidden ?? 6;
        if (config.Words(Kinds) is not { } kinds) return every;
        SlidingWindow.RequireKinds(config, kinds, layers);
        var first = Enumerable.Range(1, layers).FirstOrDefault(place => kinds[place - 1] == "full_attention", layers + 1);
        if (kinds.Where((kind, layer) => kind == "full_attention" != ((layer + 1) % first == 0)).Any())
            throw config.Wrong(Kinds, "layers without a window are supported as the last of each so many alone");
        return first;
    }
}
