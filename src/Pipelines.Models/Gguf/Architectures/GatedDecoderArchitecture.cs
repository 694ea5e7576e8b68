using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>The keys that Llama and what descends from it share: one kind of attention, gated feed-forwards.</summary>
internal abstract class GatedDecoderArchitecture : GgufArchitecture
{
    /// <inheritdoc/>
    public override void Write(Architecture model, ArchitectureKeys keys)
    {
        WriteSizes(model, keys);
        keys.Add("feed_forward_length", model.Blocks.First().FeedForward.Hidden);
        keys.Add("attention.layer_norm_rms_epsilon", model.Blocks.First().Norm.Eps);
        AttentionKeys.Write(model, First<AttentionSpec>(model), keys);
    }

    /// <inheritdoc/>
    public override (Family Family, Architecture Model) Read(ArchitectureKeys keys)
    {
        var layers = keys.Int("block_count", most: Sizes.Layers);
        var attention = Attention(keys, AttentionKeys.Read(keys));
        var block = new BlockSpec(attention, FeedForward(keys), RmsNorm(keys));
        return (FamilyOf(block), Decoder(keys, Blocks(block, layers), block.Norm));
    }

    /// <summary>The blocks of a model, each of which is <paramref name="block"/> but for what the architecture varies.</summary>
    protected virtual IEnumerable<BlockSpec> Blocks(BlockSpec block, int layers) => Enumerable.Repeat(block, layers);

    /// <summary>Refuses stretching by a tensor of factors, which the architecture does not read.</summary>
    /// <exception cref="NotSupportedException">positions are stretched so</exception>
    protected void RequireNoFactors(Architecture model)
    {
        if (First<AttentionSpec>(model).Rope?.Scaling is { } scaling and not (LinearScaling or YarnScaling))
            throw new NotSupportedException($"it does not read the factors of rope.{scaling.Word}");
    }

    /// <summary>What of attention the architecture has beside the common keys.</summary>
    protected virtual AttentionSpec Attention(ArchitectureKeys keys, AttentionSpec common) => common with { Rope = Whole(common.Rope) };

    /// <summary>The feed-forward of every block.</summary>
    protected virtual FeedForwardSpec FeedForward(ArchitectureKeys keys) => new SwiGluSpec(keys.Int("feed_forward_length"), Bias: false);

    /// <summary>The family whose names parameters get.</summary>
    protected virtual Family FamilyOf(BlockSpec block) => Families[0];

    /// <summary>The same positions in all channels: an architecture that turns no part of a head reads any share as whole.</summary>
    protected static RopeSpec? Whole(RopeSpec? rope) => rope is null ? null : rope with { Share = 1 };
}
