using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>(x − mean) / √(variance + eps) · weight + bias over the channels, computed in float32 (Ba et al. 2016).</summary>
public class LayerNorm : TokenLayer
{
    private readonly long dim;
    private readonly double eps;

    /// <param name="dim">channels</param>
    /// <param name="eps">added under the root</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public LayerNorm(long dim, double eps, Device? device = null)
        : base(nameof(LayerNorm))
    {
        this.dim = dim;
        this.eps = eps;
        weight = this.Register("weight", [dim], device, fill: 1);
        bias = this.Register("bias", [dim], device);
    }

    /// <summary>[dim].</summary>
    public readonly Parameter weight;

    /// <summary>[dim].</summary>
    public readonly Parameter bias;

    /// <param name="x">[…, dim]</param>
    /// <returns>[…, dim], in x's type</returns>
    public override Tensor forward(Tensor x)
    {
        if (x.dtype == ScalarType.Float32) return nn.functional.layer_norm(x, [dim], weight, bias, eps);
        using var wide = x.to_type(ScalarType.Float32);
        using var normed = nn.functional.layer_norm(wide, [dim], weight, bias, eps);
        return normed.to_type(x.dtype);
    }

    /// <summary>Adds a branch to the residual stream and normalises the sum.</summary>
    /// <param name="x">the residual stream, […, dim]</param>
    /// <param name="branch">what is added to it, […, dim]</param>
    /// <returns>x + branch, and its norm</returns>
    public (Tensor Sum, Tensor Normed) add(Tensor x, Tensor branch)
    {
        var sum = x + branch;
        return (sum, call(sum));
    }
}
