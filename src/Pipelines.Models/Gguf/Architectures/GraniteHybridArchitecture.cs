using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>
/// <c>granitehybrid</c>: Mamba-2 in some blocks and attention in the others, each with a SwiGLU or, in every block, experts. Bamba's
/// models are such, and so is what one composes of these blocks.
/// </summary>
internal sealed class GraniteHybridArchitecture : GgufArchitecture
{
    /// <inheritdoc/>
    public override string Name => "granitehybrid";

    /// <inheritdoc/>
    public override IReadOnlyList<Family> Families => [Family.Bamba, Family.Composed];

    /// <inheritdoc/>
    public override bool PairsNeighbours => true;

    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        WriteSizes(model, keys);
        keys.Add("feed_forward_length", model.Blocks.First().FeedForward.Hidden);
        keys.Add("attention.layer_norm_rms_epsilon", model.Blocks.First().Norm.Eps);
        var attention = First<AttentionSpec>(model);
        AttentionKeys.Write(model, attention, keys);
        GraniteKeys.Write(model, attention, keys);
        StateSpaceKeys.Write(First<Mamba2Spec>(model), keys);
        if (FirstOrNull<MoeSpec>(model) is not { } moe) return;
        ExpertKeys.Write(moe, keys);
        if (moe.SharedHidden > 0) keys.Add("expert_shared_feed_forward_length", moe.SharedHidden);
    }

    /// <inheritdoc/>
    public override (Family Family, Architecture Model) Read(ArchitectureKeys keys)
    {
        var layers = keys.Int("block_count", most: Sizes.Layers);
        var keyHeads = keys.OfLayers("attention.head_count_kv", layers, least: 0, most: Sizes.Heads);
        if (keyHeads.Where(heads => heads > 0).Distinct().Count() != 1)
            throw keys.Wrong("attention.head_count_kv", "layers that attend have other numbers than each other, or there are none");
        var norm = RmsNorm(keys);
        var attending = Enumerable.Range(0, layers).First(layer => keyHeads[layer] > 0);
        var attention = GraniteKeys.Attention(keys, AttentionKeys.Read(keys, keyHeads[attending]), attending);
        var mamba = StateSpaceKeys.ReadMamba2(keys, norm.Eps);
        var hidden = keys.Int("feed_forward_length");
        FeedForwardSpec feedForward = ExpertKeys.Read(keys, hidden) is { } moe
            ? moe with { SharedHidden = keys.Int("expert_shared_feed_forward_length", 0, least: 0) }
            : new SwiGluSpec(hidden, Bias: false);
        var blocks = keyHeads.Select(heads => new BlockSpec(heads > 0 ? attention : mamba, feedForward, norm));
        var plain = Decoder(keys, blocks, norm);
        var model = GraniteKeys.Factors(keys, plain);
        var family = feedForward is SwiGluSpec && attention.Rope is not null && model == plain ? Family.Bamba : Family.Composed;
        return (family, model);
    }
}
