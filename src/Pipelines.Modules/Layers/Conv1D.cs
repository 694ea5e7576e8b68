using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>x · weight + bias: a linear layer whose weight is stored [in, out], as GPT-2's checkpoints have it.</summary>
public class Conv1D : Projection
{
    /// <param name="inputs">width of x</param>
    /// <param name="outputs">width of the result</param>
    /// <param name="residual">whether the result goes into the residual stream, so that its fresh weights are smaller</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    public Conv1D(long inputs, long outputs, bool residual = false, Device? device = null)
        : base(nameof(Conv1D), inputs, outputs, bias: true, residual, turned: true, device)
    {
    }

    /// <summary>[out].</summary>
    public new Parameter bias => base.bias!;
}
