using static TorchSharp.torch;
#if TORCHSHARP_PACKAGE
using Kernels = Pipelines.Torch.PlainOperations; // the package's native library has no kernels of ours
#endif

namespace Pipelines.Torch;

/// <summary>Linear layers whose weights do not learn, and what learns beside them.</summary>
public static partial class Fused
{
    /// <summary>
    /// x · weightᵀ + scale · (x · aᵀ) · bᵀ + bias (LoRA: Hu et al., arXiv:2106.09685): x [..., in], weight [out, in] and bias [out]
    /// without gradient, a [rank, in], b [out, rank] → [..., out] of x's dtype. With bfloat16 x, float32 a and b, both products are
    /// summed at once, and so are both parts of x's gradient; the gradients of a and b are float32.
    /// </summary>
    public static Tensor lora_linear(Tensor x, Tensor weight, Tensor? bias, Tensor a, Tensor b, double scale) => Taken(x)
        ? Kernels.lora_linear(x, weight, bias, a, b, scale)
        : PlainOperations.lora_linear(x, weight, bias, a, b, scale);

    /// <summary>
    /// <see cref="lora_linear"/> over a weight in NF4, or x · weightᵀ + bias where a and b are null: x [..., in] → [..., out] of x's
    /// dtype. The kernel decodes a strip of the weight at a time, for either pass anew; the weight gets no gradient.
    /// </summary>
    public static Tensor nf4_linear(Tensor x, Nf4Weight weight, Tensor? bias, Tensor? a = null, Tensor? b = null, double scale = 1) =>
        Taken(x)
            ? Kernels.nf4_linear(x, weight, bias, a, b, scale)
            : PlainOperations.nf4_linear(x, weight, bias, a, b, scale);
}
