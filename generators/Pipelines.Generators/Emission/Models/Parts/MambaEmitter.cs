using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Models;

/// <summary>A selective state space.</summary>
internal static class MambaEmitter
{
    private const string Stem = "Mamba";

    public static Part Part(MambaSpec mamba, PartSite site)
    {
        var sizes = site.Sizes;
        var expand = sizes.Whole("Expand", Stem, mamba.Expand, "mamba.Expand", "inner channels for each channel of the residual stream");
        var state = sizes.Whole("State", Stem, mamba.State, "mamba.State", "numbers of state for each inner channel");
        var conv = sizes.Whole("Conv", Stem, mamba.Conv, "mamba.Conv", "taps of the causal convolution");
        var rank = sizes.Whole("DtRank", Stem, mamba.DtRank, "mamba.DtRank", "width of what step sizes are made of");
        var arguments = new List<string> { "o.Dim", $"{expand} * o.Dim", state, conv, rank };
        if (mamba.Bias) arguments.Add("bias: true");
        if (!mamba.ConvBias) arguments.Add("convBias: false");
        if (mamba.InnerNorm is { } eps)
        {
            arguments.Add("innerNorm: " + sizes.Number(
                "InnerNormEps", Stem, eps, "mamba.InnerNorm!.Value", "added under the root in the norms of step size, B and C"));
        }
        arguments.AddRange(["dropout: o.Dropout", "device: device"]);
        var inner = mamba.Expand * site.Dim;
        return new(
            "Mamba",
            string.Join(", ", arguments),
            $"{site.Dim} → {inner} with {mamba.State} numbers of state each → {site.Dim}",
            $"Mamba {inner} × {mamba.State}")
        {
            Local = "var mamba = (MambaSpec)block.Mixer;",
        };
    }
}
