using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>granitemoe</c>: Llama's attention, experts whose weights are divided by their sum, and beside them one that every token goes to.
/// </summary>
internal sealed class GraniteMoeArchitecture : GatedDecoderArchitecture
{
    /// <inheritdoc/>
    public override string Name => "granitemoe";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Composed];

    /// <inheritdoc/>
    public override bool PairsNeighbours => true;

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        base.Write(model, keys);
        GraniteKeys.Write(model, First<AttentionSpec>(model), keys);
        var moe = First<MoeSpec>(model);
        ExpertKeys.Write(moe, keys);
        if (moe.SharedHidden > 0) keys.Add("expert_shared_feed_forward_length", moe.SharedHidden);
    }

    /// <inheritdoc/>
    public override (Family Family, Architecture Model) Read(ArchitectureKeys keys)
    {
        var (family, model) = base.Read(keys);
        return (family, GraniteKeys.Factors(keys, model));
    }

    /// <inheritdoc/>
    protected override AttentionSpec Attention(ArchitectureKeys keys, AttentionSpec common) =>
        GraniteKeys.Attention(keys, base.Attention(keys, common), layer: 0);

    /// <inheritdoc/>
    protected override FeedForwardSpec FeedForward(ArchitectureKeys keys)
    {
        var moe = ExpertKeys.Read(keys, keys.Int("feed_forward_length")) ?? throw keys.Wrong("expert_count", "is missing");
        return moe with { SharedHidden = keys.Int("expert_shared_feed_forward_length", 0, least: 0) };
    }
}
