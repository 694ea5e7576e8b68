using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>x / √(mean(x²) + eps) · weight over the channels, computed in float32 (Zhang and Sennrich 2019).</summary>
public class RMSNorm : TokenLayer
{
    private readonly double eps;
    private readonly bool unitOffset;

    /// <param name="dim">channels</param>
    /// <param name="eps">added under the root</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="unitOffset">whether the weight is kept less one, and starts at 0, as in Gemma's checkpoints</param>
    public RMSNorm(long dim, double eps, Device? device = null, bool unitOffset = false)
        : base(nameof(RMSNorm))
    {
        (this.eps, this.unitOffset) = (eps, unitOffset);
        weight = this.Register("weight", [dim], device, fill: unitOffset ? 0 : 1);
    }

    /// <summary>[dim]; less one where there is a unit offset.</summary>
    public readonly Parameter weight;

    /// <param name="x">[…, dim]</param>
    /// <returns>[…, dim], in x's type</returns>
    public override Tensor forward(Tensor x)
    {
        if (!unitOffset) return Fused.rms_norm(x, weight, eps);
        using var whole = weight + 1;
        return Fused.rms_norm(x, whole, eps);
    }

    /// <summary>Adds a branch to the residual stream and normalises the sum, in one go.</summary>
    /// <param name="x">the residual stream, […, dim]</param>
    /// <param name="branch">what is added to it, […, dim]</param>
    /// <returns>x + branch, and its norm</returns>
    public (Tensor Sum, Tensor Normed) add(Tensor x, Tensor branch)
    {
        if (!unitOffset) return Fused.add_rms_norm(x, branch, weight, eps);
        using var whole = weight + 1;
        return Fused.add_rms_norm(x, branch, whole, eps);
    }
}
