using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>The RMS norm of x · silu(gate) over all channels, computed in float32 (Dao and Gu, arXiv:2405.21060, section 7.1).</summary>
public class GatedRMSNorm : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly double eps;

    /// <param name="dim">channels</param>
    /// <param name="eps">added under the root</param>
    /// <param name="device">where the parameter lives; the CPU when null</param>
    public GatedRMSNorm(long dim, double eps, Device? device = null)
        : base(nameof(GatedRMSNorm))
    {
        this.eps = eps;
        weight = this.Register("weight", [dim], device, fill: 1);
    }

    /// <summary>[dim].</summary>
    public readonly Parameter weight;

    /// <param name="x">[…, dim]</param>
    /// <param name="gate">[…, dim]</param>
    /// <returns>[…, dim], in x's type</returns>
    public override Tensor forward(Tensor x, Tensor gate) => Fused.gated_rms_norm(x, gate, weight, eps);
}
