using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>gemma2</c>: a window in the first block of each two, capped scores and logits, norms on both sides.</summary>
internal sealed class Gemma2Architecture : GatedDecoderArchitecture
{
    private const int UsualWindow = 4096;

    /// <summary>The depth at which llama.cpp takes another factor of the scores than 1/√head_dim.</summary>
    private const int OddDepth = 46;

    /// <inheritdoc/>
    public override string Name => "gemma2";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Gemma2, Family.Composed];

    /// <inheritdoc/>
    public override IEnumerable<string> Notes(Architecture model) => [];

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        base.Write(model, keys);
        var attention = First<AttentionSpec>(model);
        if (attention.Softcap is { } scores) keys.Add("attn_logit_softcapping", scores);
        if (model.LogitSoftcap is { } logits) keys.Add("final_logit_softcapping", logits);
    }

    /// <inheritdoc/>
    public override (Family Family, Architecture Model) Read(ArchitectureKeys keys)
    {
        var layers = keys.Int("block_count", most: Sizes.Layers);
        var plain = AttentionKeys.Read(keys);
        var full = plain with
        {
            Rope = Whole(plain.Rope),
            Window = null,
            Softcap = keys.Number("attn_logit_softcapping", 50, above: 0),
            Scale = GemmaKeys.Scale(keys, plain, layers, OddDepth),
        };
        var windowed = full with { Window = plain.Window ?? UsualWindow };
        var norm = RmsNorm(keys) with { UnitOffset = true };
        var feedForward = new GeGluSpec(keys.Int("feed_forward_length"), Bias: false);
        var blocks = Enumerable.Range(0, layers)
            .Select(layer => new BlockSpec(layer % 2 == 0 ? windowed : full, feedForward, norm, NormPlacement.Sandwich));
        return (Family.Gemma2, Decoder(keys, blocks, norm) with
        {
            TiedEmbeddings = true,
            ScaledEmbedding = true,
            LogitSoftcap = keys.Number("final_logit_softcapping", 30, above: 0),
        });
    }
}
