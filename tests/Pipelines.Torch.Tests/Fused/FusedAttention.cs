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

    [Theory]
    [InlineData(ScalarType.Float32, true)]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.BFloat16, true)]
    [InlineData(ScalarType.BFloat16, false)]
    public void Windows_caps_slopes_segments_and_sinks_change_the_scores_as_the_formula_says(ScalarType type, bool causal)
    {
        manual_seed(3);
        long[] windows = [1, 5, 64, 70, 400];
        string[] choices = ["w", "c", "s", "t", "wcst", "wt", "cs", "k", "wkt", "wcstk"];
        var turn = 0;
        foreach (var (time, keys) in Lengths)
            foreach (var (heads, shared) in Sharings)
                for (var i = 0; i < 2; i++)
                {
                    using var scope = NewDisposeScope();
                    var features = choices[++turn % choices.Length];
                    var window = features.Contains('w') ? windows[turn % windows.Length] : 0;
                    var softcap = features.Contains('c') ? 1.5 : 0;
                    var slopes = features.Contains('s') ? rand(heads) * 0.3 : null;
                    var segments = features.Contains('t') ? Segments(turn, 2, keys) : null;
                    var sinks = features.Contains('k');
                    var inputs = new[] { Normal(type, 2, time, heads, 16), Normal(type, 2, keys, shared, 16), Normal(type, 2, keys, shared, 16) };
                    Check(type, sinks ? [.. inputs, Normal(ScalarType.Float32, heads)] : inputs,
                        t => [Fused.attention(t[0], t[1], t[2], 0.4, causal, window, softcap, slopes, segments, sinks ? t[3] : null)],
                        t => [Formula(t[0], t[1], t[2], 0.4, causal, window, softcap, slopes, segments, sinks ? t[3] : null)]);
                }
    }

    // Texts of random lengths, one after another, or a text and its padding.
    private static Tensor Segments(int turn, int batch, int keys) => turn % 2 == 0
        ? (rand(batch, keys) < 0.05).to(ScalarType.Int64).cumsum(1)
        : (arange(keys, ScalarType.Int64).unsqueeze(0) < randint(1, keys + 1, [batch, 1], ScalarType.Int64)).to(ScalarType.Int64) - 1;

    // With every score in memory; what is hidden is masked.
    private static Tensor Formula(
        Tensor q, Tensor k, Tensor v, double scale, bool causal, long window = 0, double softcap = 0, Tensor? slopes = null,
        Tensor? segments = null, Tensor? sinks = null)
    {
        var sharing = q.size(2) / k.size(2);
        (k, v) = (k.repeat_interleave(sharing, dim: 2), v.repeat_interleave(sharing, dim: 2));
        var scores = q.transpose(1, 2).matmul(k.permute(0, 2, 3, 1)) * scale; // [batch, heads, time, keys]
        if (softcap > 0) scores = (scores / softcap).tanh() * softcap;
        var (hidden, distance) = Scene(q.size(0), q.size(1), k.size(1), causal, window, segments);
        if (slopes is not null) scores -= slopes.to(ScalarType.Float64).reshape(-1, 1, 1) * distance;
        scores = scores.masked_fill(hidden, double.NegativeInfinity);
        if (sinks is not null) scores = cat([scores, sinks.reshape(1, -1, 1, 1).expand(scores.size(0), -1, scores.size(2), 1)], -1);
        return scores.softmax(-1).narrow(-1, 0, k.size(1)).matmul(v.transpose(1, 2)).transpose(1, 2);
    }

    // Pair by pair: what is hidden, [batch, 1, time, keys], and how far it is, [time, keys].
    private static (Tensor hidden, Tensor distance) Scene(long batch, long time, long keys, bool causal, long window, Tensor? segments)
    {
        var ids = segments?.data<long>().ToArray();
        var (hidden, distance) = (new bool[batch * time * keys], new double[time * keys]);
        for (var b = 0L; b < batch; b++)
            for (var t = 0L; t < time; t++)
                for (var s = 0L; s < keys; s++)
                {
                    var position = keys - time + t;
                    var far = window > 0 && (s <= position - window || s >= position + window);
                    var foreign = ids is not null && ids[b * keys + s] != ids[b * keys + position];
                    hidden[(b * time + t) * keys + s] = far || foreign || (causal && s > position);
                    distance[t * keys + s] = Math.Abs(position - s);
                }
        return (tensor(hidden).reshape(batch, 1, time, keys), tensor(distance).reshape(time, keys));
    }
}
