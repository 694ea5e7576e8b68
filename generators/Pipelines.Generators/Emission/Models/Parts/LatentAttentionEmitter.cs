using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>Attention through short latents of queries, and of keys with values.</summary>
internal static class LatentAttentionEmitter
{
    private const string Stem = "LatentAttention";

    public static Part Part(LatentAttentionSpec latent, PartSite site)
    {
        var sizes = site.Sizes;
        var heads = sizes.Whole("Heads", Stem, latent.Heads, "latent.Heads", "heads");
        var queryRank = latent.QueryRank is { } rank
            ? sizes.Whole("QueryRank", Stem, rank, "latent.QueryRank!.Value", "width of the latent of queries")
            : "null";
        var kvRank = sizes.Whole("KvRank", Stem, latent.KvRank, "latent.KvRank", "width of the latent of keys and values");
        var nope = sizes.Whole(
            "NopeHeadDim", Stem, latent.NopeHeadDim, "latent.NopeHeadDim", "channels of a query's or key's head without positions");
        var turning = sizes.Whole("RopeHeadDim", Stem, latent.RopeHeadDim, "latent.RopeHeadDim", "channels of it that turn");
        var value = sizes.Whole("ValueHeadDim", Stem, latent.ValueHeadDim, "latent.ValueHeadDim", "channels of a value's head");
        var eps = sizes.Number(
            "LatentNormEps", Stem, latent.NormEps, "latent.NormEps", "added under the root in the norms of the latents");
        var scale = latent.Rope.Scaling is YarnScaling ? $", scale: {site.Rotary!.YarnScale($"{nope} + {turning}")}" : "";
        var width = latent.NopeHeadDim + latent.RopeHeadDim;
        return new(
            "LatentAttention",
            $"o.Dim, {heads}, {queryRank}, {kvRank}, {nope}, {turning}, {value}, rope, o.Dropout, device, normEps: {eps}{scale}",
            $"q {site.Dim} → {(latent.QueryRank is { } through ? $"{through} → " : "")}{latent.Heads} × {width}; "
            + $"k, v {site.Dim} → {latent.KvRank} + {latent.RopeHeadDim}; o {latent.Heads} × {latent.ValueHeadDim} → {site.Dim}",
            $"latent attention {latent.Heads} × {width} through {latent.KvRank}")
        {
            Local = "var latent = (LatentAttentionSpec)block.Mixer;",
        };
    }
}
