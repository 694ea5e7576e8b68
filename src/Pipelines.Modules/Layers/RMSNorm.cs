using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>x / √(mean(x²) + eps) · weight over the channels, computed in float32 (Zhang and Sennrich 2019).</summary>
public class RMSNorm : TokenLayer
{
    private readonly double eps;

    /// <param name="dim">channels</param>
    /// <param name="eps">added under the root</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public RMSNorm(long dim, double eps, Device? device = null)
        : base(nameof(RMSNorm))
    {
        this.eps = eps;
        weight = this.Register("weight", [dim], device, fill: 1);
    }

    /// <summary>[dim].</summary>
    public readonly Parameter weight;

    /// <param name="x">[…, dim]</param>
    /// <returns>[…, dim], in x's type</returns>
    public override Tensor forward(Tensor x) => Fused.rms_norm(x, weight, eps);

    /// <summary>Adds a branch to the residual stream and normalises the sum, in one go.</summary>
    /// <param name="x">the residual stream, […, dim]</param>
    /// <param name="branch">what is added to it, […, dim]</param>
    /// <returns>x + branch, and its norm</returns>
    public (Tensor Sum, Tensor Normed) add(Tensor x, Tensor branch) => Fused.add_rms_norm(x, branch, weight, eps);
}
