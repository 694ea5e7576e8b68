using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary><c>granite</c>: Llama with factors of embeddings, scores, what is added to the residual stream, and logits.</summary>
internal sealed class GraniteArchitecture : GatedDecoderArchitecture
{
    /// <inheritdoc/>
    public override string Name => "granite";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Granite, Family.Composed];

    /// <inheritdoc/>
    public override bool PairsNeighbours => true;

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        base.Write(model, keys);
        GraniteKeys.Write(model, First<AttentionSpec>(model), keys);
    }

    /// <inheritdoc/>
    public override (Family Family, Architecture Model) Read(ArchitectureKeys keys)
    {
        var (family, model) = base.Read(keys);
        return (family, GraniteKeys.Factors(keys, model));
    }

    /// <inheritdoc/>
    protected override Family FamilyOf(BlockSpec block) =>
        block.Mixer is AttentionSpec { Rope: null } ? Family.Composed : Family.Granite;

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ArchitectureKeys keys, AttentionSpec common) =>
        GraniteKeys.Attention(keys, base.Attention(keys, common), layer: 0);

    /// <inheritdoc/>
    protected override FeedForwardSpec FeedForward(ArchitectureKeys keys) =>
        new SwiGluSpec(keys.Int("feed_forward_length"), keys.HasTensor("blk.0.ffn_gate.bias"));
}
