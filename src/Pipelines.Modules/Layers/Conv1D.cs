using Pipelines.Torch;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>x · weight + bias: a linear layer whose weight is stored [in, out], as GPT-2's checkpoints have it.</summary>
public class Conv1D : TokenLayer, IFreshWeights
{
    private readonly bool residual;

    /// <param name="inputs">width of x</param>
    /// <param name="outputs">width of the result</param>
    /// <param name="residual">whether the result goes into the residual stream, so that its fresh weights are smaller</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public Conv1D(long inputs, long outputs, bool residual = false, Device? device = null)
        : base(nameof(Conv1D))
    {
        this.residual = residual;
        weight = this.Register("weight", [inputs, outputs], device);
        bias = this.Register("bias", [outputs], device);
    }

    /// <summary>[in, out].</summary>
    public readonly Parameter weight;

    /// <summary>[out].</summary>
    public readonly Parameter bias;

    /// <param name="x">[…, in]</param>
    /// <returns>[…, out], in x's type</returns>
    public override Tensor forward(Tensor x)
    {
        using var transposed = weight.t();
        return Fused.linear(x, transposed, bias);
    }

    /// <inheritdoc/>
    public void Refresh(double std, double residualStd) => nn.init.normal_(weight, 0, residual ? residualStd : std);
}
