using TorchSharp;
using static TorchSharp.torch;
#if TORCHSHARP_PACKAGE
using Kernels = Pipelines.Torch.PlainOperations; // the package's native library has no kernels of ours
#endif

namespace Pipelines.Torch;

/// <summary>
/// The operations that language models spend their time in, each one kernel with a gradient of its own. On a CPU, for float32 and
/// bfloat16, the kernels of the shim run; everywhere else plain tensor operations give the same values and gradients. Inputs may
/// have any strides. Shapes that do not fit throw the engine's exception with one line that names the operation and the shapes.
/// </summary>
public static class Fused
{
    /// <summary>
    /// Rows of the weight by index: ids [...] of int64, weight [vocab, dim] → [..., dim]. The gradient that reaches a weight is
    /// dense, but where the head shares it, nothing dense is made for the embedding's part.
    /// </summary>
    public static Tensor embedding(Tensor ids, Tensor weight) =>
        Taken(weight) && weight.dtype == ScalarType.Float32 ? Kernels.embedding(ids, weight) : PlainOperations.embedding(ids, weight);

    /// <summary>
    /// x · weightᵀ + bias: x [..., in], weight [out, in], bias [out] → [..., out] of x's dtype. With bfloat16 x over a float32
    /// weight the products are of bfloat16 and summed in float32, from a copy of the weight that is kept until the weight's version
    /// changes; the weight's gradient is float32.
    /// </summary>
    public static Tensor linear(Tensor x, Tensor weight, Tensor? bias = null) =>
        Taken(x) ? Kernels.linear(x, weight, bias) : PlainOperations.linear(x, weight, bias);

    /// <summary>
    /// x / sqrt(mean(x²) + eps) · weight over the last dimension (Zhang and Sennrich, arXiv:1910.07467): x [..., dim], weight [dim] →
    /// x's shape and dtype. Computes in float32.
    /// </summary>
    public static Tensor rms_norm(Tensor x, Tensor weight, double eps) =>
        Taken(x) ? Kernels.rms_norm(x, weight, eps) : PlainOperations.rms_norm(x, weight, eps);

    /// <summary>The sum x + branch and its <see cref="rms_norm"/>, in one pass: x and branch [..., dim], weight [dim].</summary>
    public static (Tensor sum, Tensor normed) add_rms_norm(Tensor x, Tensor branch, Tensor weight, double eps) =>
        Taken(x) ? Kernels.add_rms_norm(x, branch, weight, eps) : PlainOperations.add_rms_norm(x, branch, weight, eps);

    /// <summary>silu(gate) · up (Shazeer, arXiv:2002.05202), element by element: both of one shape and dtype.</summary>
    public static Tensor swiglu(Tensor gate, Tensor up) => Taken(gate) ? Kernels.swiglu(gate, up) : PlainOperations.swiglu(gate, up);

    /// <summary>
    /// Rotary positions (Su et al., arXiv:2104.09864) in the half-rotation layout, where element i of a head turns with element
    /// i + head_dim / 2: x [batch, time, heads, head_dim], cos and sin [time, head_dim / 2] in float32 and without gradient → x's
    /// shape and dtype.
    /// </summary>
    public static Tensor rope(Tensor x, Tensor cos, Tensor sin) => Taken(x) ? Kernels.rope(x, cos, sin) : PlainOperations.rope(x, cos, sin);

    /// <summary>
    /// softmax(scale · q · kᵀ) · v with grouped heads: q [batch, time, heads, head_dim], k and v [batch, past + time, kv_heads,
    /// head_dim], where query head h reads head h · kv_heads / heads → [batch, time, heads, head_dim]. The kernel keeps no
    /// [time, time] matrix (Rabe and Staats, arXiv:2112.05682; Dao et al., arXiv:2205.14135).
    /// </summary>
    /// <param name="q">queries, the last ones of the sequence that the keys belong to</param>
    /// <param name="k">keys</param>
    /// <param name="v">values</param>
    /// <param name="scale">usually 1 / sqrt(head_dim); positive</param>
    /// <param name="causal">query t sees the keys up to past + t; otherwise all of them</param>
    public static Tensor attention(Tensor q, Tensor k, Tensor v, double scale, bool causal = true) =>
        Taken(q) ? Kernels.attention(q, k, v, scale, causal) : PlainOperations.attention(q, k, v, scale, causal);

    /// <summary>
    /// The sum over counted targets of the cross-entropy of softmax(x · weightᵀ): x [tokens, dim], weight [vocab, dim], targets
    /// [tokens] of int64 → a float32 scalar. The kernel never holds all logits, and makes the gradients while it has them.
    /// </summary>
    /// <param name="x">the last hidden states</param>
    /// <param name="weight">the head, float32</param>
    /// <param name="targets">the next tokens' ids</param>
    /// <param name="ignore_index">a target that is not counted</param>
    public static Tensor linear_cross_entropy(Tensor x, Tensor weight, Tensor targets, long ignore_index = -100) => Taken(x)
        ? Kernels.linear_cross_entropy(x, weight, targets, ignore_index)
        : PlainOperations.linear_cross_entropy(x, weight, targets, ignore_index);

#if TORCHSHARP_PACKAGE
    private static bool Taken(Tensor x) => false;
#else
    private static bool Taken(Tensor x) => x.device_type == DeviceType.CPU && x.dtype is ScalarType.Float32 or ScalarType.BFloat16;
#endif
}
