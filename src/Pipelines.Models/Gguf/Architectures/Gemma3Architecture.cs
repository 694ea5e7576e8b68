using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>gemma3</c>: the last block of each six sees everything, the others have a window and turn at a base of their own, unstretched;
/// queries and keys are normalised, norms stand on both sides.
/// </summary>
internal sealed class Gemma3Architecture : GatedDecoderArchitecture
{
    private const string Window = "attention.sliding_window", Pattern = "attention.sliding_window_pattern",
        LocalTheta = "rope.freq_base_swa";

    private const int UsualPattern = 6;

    /// <summary>The depth at which llama.cpp takes another factor of the scores than 1/√head_dim.</summary>
    private const int OddDepth = 62;

    /// <inheritdoc/>
    public override string Name => "gemma3";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Gemma3, Family.Composed];

    /// <inheritdoc/>
    public override IEnumerable<string> Notes(Architecture model) => [];

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        base.Write(model, keys);
        var all = model.Blocks.Select(block => block.Mixer).OfType<AttentionSpec>().ToList();
        var local = all.Find(attention => attention.Window is not null)
            ?? throw new NotSupportedException("gemma3 has windows, and no layer has one");
        var global = all.Find(attention => attention.Window is null);
        if ((global ?? local).Rope is { } rope) RopeKeys.Write(rope, local.HeadDim, keys);
        keys.Add(Window, local.Window!.Value);
        if (local.Rope is { } near) keys.Add(LocalTheta, near.Theta);
        var every = all.IndexOf(global ?? local) + 1;
        if (global is not null && every != UsualPattern) keys.Add(Pattern, every);
    }

    /// <inheritdoc/>
    public override (Family Family, Architecture Model) Read(ArchitectureKeys keys)
    {
        var layers = keys.Int("block_count", most: Sizes.Layers);
        var plain = AttentionKeys.Read(keys);
        var global = plain with
        {
            Rope = Whole(plain.Rope),
            Window = null,
            QkNorm = QkNorm.Head,
            Scale = GemmaKeys.Scale(keys, plain, layers, OddDepth),
        };
        var local = global with
        {
            Window = keys.Int(Window, most: Sizes.Context),
            Rope = new RopeSpec(keys.Number(LocalTheta, 10000, above: 0)),
        };
        var every = keys.Int(Pattern, UsualPattern, most: Sizes.Layers);
        var norm = RmsNorm(keys) with { UnitOffset = true };
        var feedForward = new GeGluSpec(keys.Int("feed_forward_length"), Bias: false);
        var blocks = Enumerable.Range(0, layers).Select(layer =>
            new BlockSpec((layer + 1) % every == 0 ? global : local, feedForward, norm, NormPlacement.Sandwich));
        return (Family.Gemma3, Decoder(keys, blocks, norm) with { ScaledEmbedding = true });
    }
}
