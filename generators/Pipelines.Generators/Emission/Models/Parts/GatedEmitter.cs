using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>Gated feed-forwards: gate, up and down projections.</summary>
internal static class GatedEmitter
{
    public static Part Part(string type, string title, FeedForwardSpec spec, bool bias, PartSite site)
    {
        var hidden = site.Sizes.Whole("Hidden", type, spec.Hidden, "block.FeedForward.Hidden", "inner width of the feed-forward");
        return new(
            type,
            $"o.Dim, {hidden}, o.Dropout, device" + (bias ? ", bias: true" : ""),
            $"{site.Dim} → {spec.Hidden} → {site.Dim}" + (bias ? ", with biases" : ""),
            $"{title} {spec.Hidden}");
    }
}
