using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Pipelines.Torch;

/// <summary>What <see cref="Fused"/> means, in plain tensor operations: for devices and types that no kernel takes.</summary>
internal static partial class PlainOperations
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

    public static Tensor geglu(Tensor gate, Tensor up)
    {
        using var scope = NewDisposeScope();
        var inner = (gate + gate * gate * gate * 0.044715) * Math.Sqrt(2 / Math.PI);
        return ((inner.tanh() + 1) * gate * 0.5 * up).MoveToOuterDisposeScope();
    }

    public static Tensor gated_rms_norm(Tensor x, Tensor gate, Tensor weight, double eps, long groups)
    {
        using var scope = NewDisposeScope();
        var gated = x.to(weight.dtype) * functional.silu(gate.to(weight.dtype));
        var parts = gated.unflatten(-1, groups, x.size(-1) / groups); // [..., groups, channels / groups]
        var scale = (parts * parts).mean([-1], keepdim: true).add(eps).rsqrt();
        return ((parts * scale).flatten(-2, -1) * weight).to(x.dtype).MoveToOuterDisposeScope();
    }

    public static Tensor rope(Tensor x, Tensor cos, Tensor sin)
    {
        using var scope = NewDisposeScope();
        var halves = x.to(ScalarType.Float32).chunk(2, dim: -1);
        var (a, b) = (halves[0], halves[1]);                   // [batch, time, heads, head_dim / 2]
        var (c, s) = (cos.unsqueeze(1), sin.unsqueeze(1));     // [time, 1, head_dim / 2]
        return cat([a * c - b * s, b * c + a * s], dim: -1).to(x.dtype).MoveToOuterDisposeScope();
    }

    public static Tensor linear_cross_entropy(
        Tensor x, Tensor weight, Tensor targets, long ignore_index, double softcap, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var logits = linear(x, weight, bias).to(ScalarType.Float32); // [tokens, vocab]
        if (softcap > 0) logits = (logits / softcap).tanh() * softcap;
        return functional.cross_entropy(logits, targets, ignore_index: ignore_index, reduction: Reduction.Sum).MoveToOuterDisposeScope();
    }
    public static (Tensor, Tensor) linear_log_prob(Tensor h, Tensor weight, Tensor targets, double softcap, Tensor? bias)
    {
        using var scope = NewDisposeScope();
        var logits = linear(h, weight, bias).to(ScalarType.Float32); // [n, vocab]
        if (softcap > 0) logits = (logits / softcap).tanh() * softcap;
        var logs = functional.log_softmax(logits, -1);
        var ignored = targets.eq(-100);
        var wanted = targets.masked_fill(ignored, 0).unsqueeze(1);   // [n, 1]
        var logp = logs.gather(1, wanted).squeeze(1).masked_fill(ignored, 0);
        var still = logs.detach();
        var entropy = (still.exp() * still).sum(-1).neg().masked_fill(ignored, 0);
        return (logp.MoveToOuterDisposeScope(), entropy.MoveToOuterDisposeScope());
    }
}
