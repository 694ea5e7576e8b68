using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>State-space duality: heads whose state fades by one factor a token.</summary>
internal static class Mamba2Emitter
{
    private const string Stem = "Mamba2";

    public static Part Part(Mamba2Spec mamba, PartSite site)
    {
        var sizes = site.Sizes;
        var arguments = new List<string>
        {
            "o.Dim",
            sizes.Whole("Heads", Stem, mamba.Heads, "mamba.Heads", "heads of the state space"),
            sizes.Whole("HeadDim", Stem, mamba.HeadDim, "mamba.HeadDim", "channels of a head"),
            sizes.Whole("State", Stem, mamba.State, "mamba.State", "numbers of state for each channel of a head"),
            sizes.Whole(
                "Groups", Stem, mamba.Groups, "mamba.Groups",
                """groups of heads that share B and C; divides <paramref name="Heads"/>"""),
            sizes.Whole("Conv", Stem, mamba.Conv, "mamba.Conv", "taps of the causal convolution"),
            sizes.Whole("Chunk", Stem, mamba.Chunk, "mamba.Chunk", "tokens of a chunk; no result depends on it"),
            sizes.Number("GatedNormEps", Stem, mamba.NormEps, "mamba.NormEps", "added under the root in the gated norm"),
        };
        if (mamba.Bias) arguments.Add("bias: true");
        if (!mamba.ConvBias) arguments.Add("convBias: false");
        arguments.AddRange(["dropout: o.Dropout", "device: device"]);
        var heads = $"{mamba.Heads} × {mamba.HeadDim}";
        return new(
            "Mamba2",
            string.Join(", ", arguments),
            $"{site.Dim} → {heads} with {mamba.State} numbers of state a channel → {site.Dim}",
            $"Mamba-2 {heads} × {mamba.State}")
        {
            Local = "var mamba = (Mamba2Spec)block.Mixer;",
        };
    }
}
