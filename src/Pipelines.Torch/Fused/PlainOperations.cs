using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Pipelines.Torch;

/// <summary>What <see cref="Fused"/> means, in plain tensor operations: for devices and types that no kernel takes.</summary>
internal static class PlainOperations
{
    public static Tensor embedding(Tensor ids, Tensor weight)
    {
        using var flat = ids.flatten(); // [tokens]
        using var rows = weight.index_select(0, flat); // [tokens, dim]
        return rows.reshape([.. ids.shape, weight.shape[1]]);
    }

    public static Tensor linear(Tensor x, Tensor weight, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        return functional.linear(x, weight.to(x.dtype), bias?.to(x.dtype)).MoveToOuterDisposeScope();
    }

    public static Tensor rms_norm(Tensor x, Tensor weight, double eps)
    {
        using var scope = NewDisposeScope();
        var wide = x.to(ScalarType.Float32);
        var scale = (wide * wide).mean([-1], keepdim: true).add(eps).rsqrt();
        return (wide * scale * weight).to(x.dtype).MoveToOuterDisposeScope();
    }

    public static (Tensor, Tensor) add_rms_norm(Tensor x, Tensor branch, Tensor weight, double eps)
    {
        var sum = x + branch;
        return (sum, rms_norm(sum, weight, eps));
    }

    public static Tensor swiglu(Tensor gate, Tensor up)
    {
        using var scope = NewDisposeScope();
        return (functional.silu(gate) * up).MoveToOuterDisposeScope();
    }

    public static Tensor rope(Tensor x, Tensor cos, Tensor sin)
    {
        using var scope = NewDisposeScope();
        var halves = x.to(ScalarType.Float32).chunk(2, dim: -1);
        var (a, b) = (halves[0], halves[1]);                   // [batch, time, heads, head_dim / 2]
        var (c, s) = (cos.unsqueeze(1), sin.unsqueeze(1));     // [time, 1, head_dim / 2]
        return cat([a * c - b * s, b * c + a * s], dim: -1).to(x.dtype).MoveToOuterDisposeScope();
    }

    public static Tensor attention(Tensor q, Tensor k, Tensor v, double scale, bool causal)
    {
        using var scope = NewDisposeScope();
        var (time, keys, heads, dim) = (q.size(1), k.size(1), q.size(2), q.size(3));
        var queries = (q * (scale * Math.Sqrt(dim))).transpose(1, 2); // the functional divides by sqrt(dim)
        var sharing = heads / k.size(2);
        var (seen, values) = (Shared(k, sharing), Shared(v, sharing));
        // A mask is needed only where the queries are some, but not all, of the sequence.
        var mask = causal && time > 1 && time < keys ? ones(time, keys, ScalarType.Bool, q.device).tril(keys - time) : null;
        return functional.scaled_dot_product_attention(queries, seen, values, mask, is_casual: causal && time == keys)
            .transpose(1, 2).MoveToOuterDisposeScope();
    }

    public static Tensor linear_cross_entropy(Tensor x, Tensor weight, Tensor targets, long ignore_index)
    {
        using var scope = NewDisposeScope();
        var logits = linear(x, weight, null).to(ScalarType.Float32); // [tokens, vocab]
        return functional.cross_entropy(logits, targets, ignore_index: ignore_index, reduction: Reduction.Sum).MoveToOuterDisposeScope();
    }

    // [batch, keys, kv_heads, head_dim] → [batch, heads, keys, head_dim]
    private static Tensor Shared(Tensor x, long sharing)
    {
        var turned = x.transpose(1, 2);
        return sharing == 1 ? turned : turned.repeat_interleave(sharing, dim: 1);
    }
}
