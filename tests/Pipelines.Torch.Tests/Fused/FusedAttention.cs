using TorchSharp;
using static Pipelines.Torch.Tests.Agreement;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

public sealed class FusedAttention
{
    private static readonly (int Time, int Keys)[] Lengths =
        [(1, 1), (1, 9), (1, 300), (7, 7), (7, 20), (64, 64), (65, 65), (257, 257), (30, 300), (100, 613)];
    private static readonly (int Heads, int KvHeads)[] Sharings = [(1, 1), (4, 2), (3, 1)];

    [Theory]
    [InlineData(ScalarType.Float32, true)]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.BFloat16, true)]
    [InlineData(ScalarType.BFloat16, false)]
    public void Attends_as_the_formula_says_whatever_the_sizes(ScalarType type, bool causal)
    {
        manual_seed(1);
        int[] dims = [8, 32, 34, 100, 128, 7];
        var turn = 0;
        foreach (var (time, keys) in Lengths)
            foreach (var (heads, shared) in Sharings)
            {
                using var scope = NewDisposeScope();
                var dim = dims[turn++ % dims.Length];
                var scale = 1 / Math.Sqrt(dim);
                Check(type, [Normal(type, 2, time, heads, dim), Normal(type, 2, keys, shared, dim), Normal(type, 2, keys, shared, dim)],
                    t => [Fused.attention(t[0], t[1], t[2], scale, causal)], t => [Formula(t[0], t[1], t[2], scale, causal)]);
            }
    }

    [Fact]
    public void A_query_does_not_see_later_keys()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var (q, k, v) = (randn(1, 70, 2, 16), randn(1, 100, 2, 16), randn(1, 100, 2, 16));
        var before = Fused.attention(q, k, v, 0.25);
        k[.., 80..] = randn(1, 20, 2, 16);
        v[.., 80..] = randn(1, 20, 2, 16);
        var after = Fused.attention(q, k, v, 0.25);
        after[.., ..50].allclose(before[.., ..50], 0, 0).ShouldBeTrue(); // query 49 is at position 79
        after[.., 50..].allclose(before[.., 50..]).ShouldBeFalse();
    }

    // With every score in memory, masked above the diagonal that ends in the last corner.
    private static Tensor Formula(Tensor q, Tensor k, Tensor v, double scale, bool causal)
    {
        var sharing = q.size(2) / k.size(2);
        (k, v) = (k.repeat_interleave(sharing, dim: 2), v.repeat_interleave(sharing, dim: 2));
        var scores = q.transpose(1, 2).matmul(k.permute(0, 2, 3, 1)) * scale;
        var (time, keys) = (q.size(1), k.size(1));
        if (causal) scores = scores.masked_fill(ones(time, keys).tril(keys - time) == 0, double.NegativeInfinity);
        return scores.softmax(-1).matmul(v.transpose(1, 2)).transpose(1, 2);
    }
}
