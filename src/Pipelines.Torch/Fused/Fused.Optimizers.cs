using TorchSharp;
using static TorchSharp.torch;
#if TORCHSHARP_PACKAGE
using Kernels = Pipelines.Torch.PlainOperations; // the package's native library has no kernels of ours
#endif

namespace Pipelines.Torch;

/// <summary>Updates of parameters in place.</summary>
public static partial class Fused
{
    /// <summary>
    /// One step of AdamW (Loshchilov and Hutter, arXiv:1711.05101) over moments that are kept in 8 bits: they are decoded, updated, used as
    /// they are, and coded again, a block at a time.
    /// </summary>
    /// <param name="parameter">float32, contiguous; changed</param>
    /// <param name="gradient">of its shape, float32</param>
    /// <param name="moments">of this parameter; changed</param>
    /// <param name="step">counts from 1</param>
    /// <param name="lr">the rate of this step</param>
    /// <param name="beta1">decay of the gradients' mean</param>
    /// <param name="beta2">decay of the mean of their squares</param>
    /// <param name="eps">added to the root of that mean</param>
    /// <param name="decay">decoupled weight decay</param>
    public static void adamw_8bit_(
        Tensor parameter, Tensor gradient, AdamMoments8Bit moments, long step, double lr, double beta1, double beta2, double eps, double decay)
    {
        if (Taken(parameter) && parameter.dtype == ScalarType.Float32)
            Kernels.adamw_8bit_(parameter, gradient, moments, step, lr, beta1, beta2, eps, decay);
        else
            PlainOperations.adamw_8bit_(parameter, gradient, moments, step, lr, beta1, beta2, eps, decay);
    }
}
