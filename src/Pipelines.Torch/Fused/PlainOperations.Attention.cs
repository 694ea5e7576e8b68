using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Pipelines.Torch;

internal static partial class PlainOperations
{
    public static Tensor attention(
        Tensor q, Tensor k, Tensor v, double scale, bool causal, long window, double softcap, Tensor? slopes, Tensor? segments,
        Tensor? sinks)
    {
        using var scope = NewDisposeScope();
        var sharing = q.size(2) / k.size(2);
        var (queries, seen, values) = (q.transpose(1, 2), Shared(k, sharing), Shared(v, sharing));
        var shifted = softcap > 0 || slopes is not null || sinks is not null;
        var triangle = causal && q.size(1) == k.size(1) && window == 0 && segments is null && !shifted;
        var mask = triangle ? null : Mask(q, k, causal, window, segments);
        return (shifted
                ? Weighted(queries, seen, values, scale, softcap, slopes, sinks, mask)
                : functional.scaled_dot_product_attention(
                    queries * (scale * Math.Sqrt(q.size(3))), seen, values, mask, is_casual: triangle)) // divides by sqrt(head_dim)
            .transpose(1, 2).MoveToOuterDisposeScope();
    }

    // In float32: scores that are shifted and bent after the product do not bear its rounding.
    private static Tensor Weighted(Tensor q, Tensor k, Tensor v, double scale, double softcap, Tensor? slopes, Tensor? sinks, Tensor? mask)
    {
        var scores = q.to(ScalarType.Float32).matmul(k.to(ScalarType.Float32).transpose(-2, -1)) * scale; // [batch, heads, time, keys]
        if (softcap > 0) scores = (scores / softcap).tanh() * softcap;
        if (slopes is not null) scores -= slopes.reshape(-1, 1, 1) * Distance(q.size(2), k.size(2), q.device).abs();
        if (mask is not null) scores = scores.masked_fill(mask.logical_not(), double.NegativeInfinity);
        if (sinks is null) return scores.softmax(-1).matmul(v.to(ScalarType.Float32)).to(v.dtype);
        var beside = sinks.reshape(1, -1, 1, 1).expand(scores.size(0), -1, scores.size(2), 1);
        return cat([scores, beside], -1).softmax(-1).narrow(-1, 0, scores.size(3)).matmul(v.to(ScalarType.Float32)).to(v.dtype);
    }

    // What each query sees, [time, keys] or [batch, 1, time, keys]; null where that is everything.
    private static Tensor? Mask(Tensor q, Tensor k, bool causal, long window, Tensor? segments)
    {
        var (time, keys) = (q.size(1), k.size(1));
        Tensor? mask = null;
        if (window > 0 || (causal && time > 1))
        {
            var distance = Distance(time, keys, q.device);
            var near = window > 0 ? distance.abs() < window : null;
            var before = causal ? distance >= 0 : null;
            mask = near is null ? before : before is null ? near : near.logical_and(before);
        }
        if (segments is null) return mask;
        var own = segments.narrow(1, keys - time, time).unsqueeze(2).eq(segments.unsqueeze(1)).unsqueeze(1);
        return mask is null ? own : own.logical_and(mask);
    }

    // Position of a query minus position of a key, [time, keys].
    private static Tensor Distance(long time, long keys, Device device) =>
        arange(keys - time, keys, ScalarType.Int64, device).unsqueeze(1) - arange(keys, ScalarType.Int64, device);

    // [batch, keys, kv_heads, head_dim] → [batch, heads, keys, head_dim]
    private static Tensor Shared(Tensor x, long sharing)
    {
        var turned = x.transpose(1, 2);
        return sharing == 1 ? turned : turned.repeat_interleave(sharing, dim: 1);
    }
}
