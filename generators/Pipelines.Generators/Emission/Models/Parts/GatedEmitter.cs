using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>Gated feed-forwards: gate, up and down projections.</summary>
internal static class GatedEmitter
{
    public static Part Part(string type, string title, FeedForwardSpec spec, bool bias, PartSite site, double? limit = null)
    {
        var hidden = site.Sizes.Whole("Hidden", type, spec.Hidden, "block.FeedForward.Hidden", "inner width of the feed-forward");
        return new(
            type,
            $"o.Dim, {hidden}, o.Dropout, device" + (bias ? ", bias: true" : "")
            + (limit is { } clamped ? ", " + Limit(clamped, type, "((SwiGluSpec)block.FeedForward).SwigluLimit!.Value", site.Sizes) : ""),
            $"{site.Dim} → {spec.Hidden} → {site.Dim}" + (bias ? ", with biases" : ""),
            $"{title} {spec.Hidden}");
    }

    /// <summary>The argument that says where a SwiGLU is clamped.</summary>
    public static string Limit(double limit, string part, string from, SizeList sizes) =>
        "swigluLimit: " + sizes.Number("SwigluLimit", part, limit, from, "where gate and up are clamped");
}
