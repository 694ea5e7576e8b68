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
public static partial class Fused
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

    /// <summary>gelu(gate) · up with gelu's tanh form (Shazeer, arXiv:2002.05202): both of one shape and dtype.</summary>
    public static Tensor geglu(Tensor gate, Tensor up) => Taken(gate) ? Kernels.geglu(gate, up) : PlainOperations.geglu(gate, up);

    /// <summary>
    /// Rotary positions (Su et al., arXiv:2104.09864) in the half-rotation layout, where element i of a head turns with element
    /// i + head_dim / 2: x [batch, time, heads, head_dim], cos and sin [time, head_dim / 2] in float32 and without gradient → x's
    /// shape and dtype.
    /// </summary>
    public static Tensor rope(Tensor x, Tensor cos, Tensor sin) => Taken(x) ? Kernels.rope(x, cos, sin) : PlainOperations.rope(x, cos, sin);

    /// <summary>
    /// softmax(score) · v with score = scale · q · kᵀ and grouped heads: q [batch, time, heads, head_dim], k [batch, past + time,
    /// kv_heads, head_dim] and v [batch, past + time, kv_heads, value_dim], where query head h reads head h · kv_heads / heads → [batch,
    /// time, heads, value_dim]. The kernel keeps no [time, time] matrix (Rabe and Staats, arXiv:2112.05682; Dao et al.,
    /// arXiv:2205.14135), and skips the keys that a whole block of queries does not see.
    /// </summary>
    /// <param name="q">queries, the last ones of the sequence that the keys belong to: query t is at position past + t</param>
    /// <param name="k">keys</param>
    /// <param name="v">values, often of the keys' head_dim</param>
    /// <param name="scale">usually 1 / sqrt(head_dim); positive</param>
    /// <param name="causal">a query sees the keys up to its own position; otherwise all of them</param>
    /// <param name="window">
    /// w &gt; 0: the query at position p sees no key at p - w or before (Beltagy et al., arXiv:2004.05150), and, where it is not causal,
    /// none at p + w or after; 0: no limit
    /// </param>
    /// <param name="softcap">c &gt; 0: score becomes c · tanh(score / c) (Gemma 2, arXiv:2408.00118); 0: as it is</param>
    /// <param name="slopes">
    /// [heads] of float32, without gradient: slope · |p - s| is taken from the score of a query at p and a key at s (ALiBi: Press et
    /// al., arXiv:2108.12409)
    /// </param>
    /// <param name="segments">
    /// [batch, past + time] of int64 within the range of int32, without gradient: a query sees only keys of its own position's segment,
    /// for several texts in one row, or padding after a text
    /// </param>
    /// <param name="sinks">
    /// [heads] of float32: a score that each query of a head has beside those of its keys, with nothing behind it, so that its weights sum
    /// to less than one (Xiao et al., arXiv:2309.17453; OpenAI 2025, gpt-oss)
    /// </param>
    public static Tensor attention(
        Tensor q, Tensor k, Tensor v, double scale, bool causal = true, long window = 0, double softcap = 0, Tensor? slopes = null,
        Tensor? segments = null, Tensor? sinks = null) => Taken(q)
            ? Kernels.attention(q, k, v, scale, causal, window, softcap, slopes, segments, sinks)
            : PlainOperations.attention(q, k, v, scale, causal, window, softcap, slopes, segments, sinks);

    /// <summary>
    /// <see cref="attention"/> of one query for each of many sequences, whose keys and values lie in numbered blocks of tokens (Kwon et
    /// al., arXiv:2309.06180): q [sequences, heads, head_dim], keys [blocks, kv_heads, block_tokens, head_dim] and values [blocks,
    /// kv_heads, block_tokens, value_dim] → [sequences, heads, value_dim]. A query is the last of its sequence. Without gradient, and
    /// nothing of a sequence's result depends on the others.
    /// </summary>
    /// <param name="q">queries</param>
    /// <param name="keys">keys of all blocks, contiguous</param>
    /// <param name="values">values of all blocks, contiguous; may be the keys</param>
    /// <param name="tables">
    /// [sequences, most] of int64: block i of a sequence holds its tokens from i · block_tokens on; those whose tokens are all behind its
    /// window, or beyond its length, are not looked at
    /// </param>
    /// <param name="lengths">[sequences] of int64: tokens of each, that of the query included</param>
    /// <param name="scale">as in <see cref="attention"/></param>
    /// <param name="window">as in <see cref="attention"/></param>
    /// <param name="softcap">as in <see cref="attention"/></param>
    /// <param name="slopes">as in <see cref="attention"/></param>
    /// <param name="sinks">as in <see cref="attention"/></param>
    public static Tensor paged_attention(
        Tensor q, Tensor keys, Tensor values, Tensor tables, Tensor lengths, double scale, long window = 0, double softcap = 0,
        Tensor? slopes = null, Tensor? sinks = null) => Taken(q)
            ? Kernels.paged_attention(q, keys, values, tables, lengths, scale, window, softcap, slopes, sinks)
            : PlainOperations.paged_attention(q, keys, values, tables, lengths, scale, window, softcap, slopes, sinks);

    /// <summary>
    /// A convolution over time of each channel by itself, as Mamba has before its scan (Gu and Dao, arXiv:2312.00752): out[t] =
    /// bias + Σ_i weight[i] · x[t - width + 1 + i], and silu of it where asked. x [batch, time, channels] → its shape and dtype.
    /// </summary>
    /// <param name="x">the inputs</param>
    /// <param name="weight">[channels, width]: a checkpoint's [channels, 1, width] without its middle dimension; the kernel takes width ≤ 8</param>
    /// <param name="bias">[channels]</param>
    /// <param name="past">[batch, width - 1, channels], without gradient: the inputs before x; zeros when null</param>
    /// <param name="silu">whether silu follows</param>
    public static Tensor causal_conv1d(Tensor x, Tensor weight, Tensor? bias, Tensor? past = null, bool silu = true) => Taken(x) && weight.size(1) <= 8
        ? Kernels.causal_conv1d(x, weight, bias, past, silu)
        : PlainOperations.causal_conv1d(x, weight, bias, past, silu);

    /// <summary>
    /// The selective scan of Mamba-1 (Gu and Dao, arXiv:2312.00752): h[t] = exp(dt[t] · A) ∘ h[t-1] + dt[t] · x[t] · B[t], y[t] =
    /// C[t] · h[t] + D · x[t]. x [batch, time, inner] → its shape and dtype. Computes in float32; the kernel keeps the states at the
    /// borders of chunks of time and makes the others again for the gradient.
    /// </summary>
    /// <param name="x">the inputs</param>
    /// <param name="dt">[batch, time, inner]: steps, after softplus</param>
    /// <param name="A">[inner, N], negative</param>
    /// <param name="B">[batch, time, N]</param>
    /// <param name="C">[batch, time, N]</param>
    /// <param name="D">[inner]</param>
    /// <param name="state">
    /// [batch, inner, N] of float32, contiguous: the state before x, overwritten with the one after it; a constant to the gradient.
    /// Zeros, and nothing written, when null
    /// </param>
    public static Tensor selective_scan(Tensor x, Tensor dt, Tensor A, Tensor B, Tensor C, Tensor? D, Tensor? state = null) => Taken(x)
        ? Kernels.selective_scan(x, dt, A, B, C, D, state)
        : PlainOperations.selective_scan(x, dt, A, B, C, D, state);

    /// <summary>
    /// The state-space layer of Mamba-2 (Dao and Gu, arXiv:2405.21060): h[t] = exp(dt[t] · A) · h[t-1] + dt[t] · x[t] ⊗ B[t], y[t] =
    /// C[t] · h[t] + D · x[t] for each head, where head h reads group h · groups / heads of B and C. x [batch, time, heads, head_dim] →
    /// its shape and dtype. Within a chunk of time it is a masked matrix product, between chunks a recurrence: linear in time.
    /// </summary>
    /// <param name="x">the inputs</param>
    /// <param name="dt">[batch, time, heads]: steps, after softplus</param>
    /// <param name="A">[heads], negative</param>
    /// <param name="B">[batch, time, groups, N]</param>
    /// <param name="C">[batch, time, groups, N]</param>
    /// <param name="D">[heads]</param>
    /// <param name="chunk">time steps that plain operations treat as one matrix; the kernel has its own; no result depends on it</param>
    /// <param name="state">
    /// [batch, heads, head_dim, N] of float32, contiguous: the state before x, overwritten with the one after it; a constant to the
    /// gradient. Zeros, and nothing written, when null
    /// </param>
    public static Tensor ssd(
        Tensor x, Tensor dt, Tensor A, Tensor B, Tensor C, Tensor? D, long chunk = 256, Tensor? state = null) => Taken(x)
        ? Kernels.ssd(x, dt, A, B, C, D, state)
        : PlainOperations.ssd(x, dt, A, B, C, D, state, chunk);

    /// <summary>
    /// <see cref="rms_norm"/> of x · silu(gate) by groups, as Mamba-2 ends: x and gate [..., channels], weight [channels] → x's shape
    /// and dtype. The mean square is taken over each of `groups` equal parts of the channels.
    /// </summary>
    public static Tensor gated_rms_norm(Tensor x, Tensor gate, Tensor weight, double eps, long groups = 1) => Taken(x)
        ? Kernels.gated_rms_norm(x, gate, weight, eps, groups)
        : PlainOperations.gated_rms_norm(x, gate, weight, eps, groups);

    /// <summary>
    /// The sum over counted targets of the cross-entropy of softmax(cap(x · weightᵀ + bias)): x [tokens, dim], weight [vocab, dim],
    /// targets [tokens] of int64 → a float32 scalar. The kernel never holds all logits, and makes the gradients while it has them.
    /// </summary>
    /// <param name="x">the last hidden states</param>
    /// <param name="weight">the head, float32</param>
    /// <param name="targets">the next tokens' ids</param>
    /// <param name="ignore_index">a target that is not counted</param>
    /// <param name="softcap">c &gt; 0: logits become c · tanh(logit / c) (Gemma 2, arXiv:2408.00118); 0: as they are</param>
    /// <param name="bias">[vocab] of float32, or null</param>
    public static Tensor linear_cross_entropy(
        Tensor x, Tensor weight, Tensor targets, long ignore_index = -100, double softcap = 0, Tensor? bias = null) =>
        Taken(x)
            ? Kernels.linear_cross_entropy(x, weight, targets, ignore_index, softcap, bias)
            : PlainOperations.linear_cross_entropy(x, weight, targets, ignore_index, softcap, bias);

    /// <summary>
    /// log p(target) of softmax(cap(h · weightᵀ + bias)) and the entropy −Σ p · log p of that distribution, for each row: h [n, dim], weight
    /// [vocab, dim], targets [n] of int64 → [n] each, float32. The kernel never holds all logits: it makes them again for the gradient.
    /// </summary>
    /// <param name="h">the last hidden states</param>
    /// <param name="weight">the head, float32; where it is frozen nothing is computed for its gradient, and likewise for h</param>
    /// <param name="targets">the tokens that are asked for; −100 gives 0 twice</param>
    /// <param name="softcap">c &gt; 0: logits become c · tanh(logit / c) (Gemma 2, arXiv:2408.00118); 0: as they are</param>
    /// <param name="bias">[vocab] of float32, or null</param>
    /// <returns>the log-probabilities, with gradient, and the entropies in nats, without</returns>
    public static (Tensor logp, Tensor entropy) linear_log_prob(
        Tensor h, Tensor weight, Tensor targets, double softcap = 0, Tensor? bias = null) =>
        Taken(h)
            ? Kernels.linear_log_prob(h, weight, targets, softcap, bias)
            : PlainOperations.linear_log_prob(h, weight, targets, softcap, bias);

#if TORCHSHARP_PACKAGE
    private static bool Taken(Tensor x) => false;
#else
    private static bool Taken(Tensor x) => x.device_type == DeviceType.CPU && x.dtype is ScalarType.Float32 or ScalarType.BFloat16;
#endif
}
