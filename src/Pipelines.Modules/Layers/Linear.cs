using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>x · weightᵀ + bias: […, in] → […, out]. Takes bfloat16 over its float32 weight, which is [out, in].</summary>
public class Linear : Projection
{
    /// <param name="inputs">width of x</param>
    /// <param name="outputs">width of the result</param>
    /// <param name="bias">whether a bias is added</param>
    /// <param name="residual">whether the result goes into the residual stream, so that its fresh weights are smaller</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public Linear(long inputs, long outputs, bool bias = false, bool residual = false, Device? device = null)
        : base(nameof(Linear), inputs, outputs, bias, residual, turned: false, device)
    {
    }
}
