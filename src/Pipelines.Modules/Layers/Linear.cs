using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>x · weightᵀ + bias: […, in] → […, out]. Takes bfloat16 over its float32 weight.</summary>
public class Linear : TokenLayer, IFreshWeights
{
    private readonly bool residual;

    /// <param name="inputs">width of x</param>
    /// <param name="outputs">width of the result</param>
    /// <param name="bias">whether a bias is added</param>
    /// <param name="residual">whether the result goes into the residual stream, so that its fresh weights are smaller</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public Linear(long inputs, long outputs, bool bias = false, bool residual = false, Device? device = null)
        : base(nameof(Linear))
    {
        this.residual = residual;
        weight = this.Register("weight", [outputs, inputs], device);
        if (bias) this.bias = this.Register("bias", [outputs], device);
    }

    /// <summary>[out, in].</summary>
    public readonly Parameter weight;

    /// <summary>[out], or null.</summary>
    public readonly Parameter? bias;

    /// <param name="x">[…, in]</param>
    /// <returns>[…, out], in x's type</returns>
    public override Tensor forward(Tensor x) => Fused.linear(x, weight, bias);

    /// <inheritdoc/>
    public void Refresh(double std, double residualStd) => nn.init.normal_(weight, 0, residual ? residualStd : std);
}
