using TorchSharp;
using static Pipelines.Torch.Tests.Agreement;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

public sealed class FusedValues
{
    public static TheoryData<ScalarType> Types => [ScalarType.Float32, ScalarType.BFloat16];

    [Theory, MemberData(nameof(Types))]
    public void Linear_multiplies_and_adds(ScalarType type)
    {
        manual_seed(1);
        foreach (var (rows, inputs, outputs) in new[] { (1, 2, 2), (7, 16, 10), (25, 33, 65), (257, 64, 100), (3, 256, 688), (64, 7, 7) })
        {
            using var scope = NewDisposeScope();
            var (weight, bias) = (Normal(ScalarType.Float32, outputs, inputs), Normal(ScalarType.Float32, outputs));
            Check(type, [Normal(type, rows, inputs), weight, bias], t => [Fused.linear(t[0], t[1], t[2])], t => [t[0].matmul(t[1].t()) + t[2]]);
            Check(type, [Normal(type, 2, 3, inputs), Normal(ScalarType.Float32, outputs, inputs)],
                t => [Fused.linear(t[0], t[1])], t => [t[0].matmul(t[1].t())]);
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Norms_divide_by_the_root_of_the_mean_square(ScalarType type)
    {
        manual_seed(2);
        foreach (var sizes in new long[][] { [3, 7], [2, 5, 16], [130, 256], [1, 3], [257, 33] })
        {
            using var scope = NewDisposeScope();
            Check(type, [Normal(type, sizes), Normal(ScalarType.Float32, sizes[^1])], t => [Fused.rms_norm(t[0], t[1], 1e-5)],
                t => [Norm(t[0], t[1])]);
            Check(type, [Normal(type, sizes), Normal(type, sizes), Normal(ScalarType.Float32, sizes[^1])],
                t => Pair(Fused.add_rms_norm(t[0], t[1], t[2], 1e-5)), t => [t[0] + t[1], Norm(t[0] + t[1], t[2])]);
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void SwiGlu_gates(ScalarType type)
    {
        manual_seed(3);
        foreach (var sizes in new long[][] { [1], [7, 3], [2, 257, 40] })
        {
            using var scope = NewDisposeScope();
            Check(type, [Normal(type, sizes), Normal(type, sizes)], t => [Fused.swiglu(t[0], t[1])], t => [t[0] * t[0].sigmoid() * t[1]]);
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void GeGlu_gates(ScalarType type)
    {
        manual_seed(6);
        foreach (var sizes in new long[][] { [1], [7, 3], [2, 257, 40] })
        {
            using var scope = NewDisposeScope();
            Check(type, [Normal(type, sizes), Normal(type, sizes)], t => [Fused.geglu(t[0], t[1])],
                t => [t[0] * (t[0] + t[0].pow(3) * 0.044715).mul(2 * Math.Sqrt(2 / Math.PI)).sigmoid() * t[1]]);
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void A_gated_norm_normalizes_groups_of_gated_channels(ScalarType type)
    {
        manual_seed(7);
        foreach (var (rows, channels, groups) in new[] { (3, 7, 1), (130, 256, 1), (65, 96, 4), (2, 30, 3) })
        {
            using var scope = NewDisposeScope();
            Check(type, [Normal(type, 2, rows, channels), Normal(type, 2, rows, channels), Normal(ScalarType.Float32, channels)],
                t => [Fused.gated_rms_norm(t[0], t[1], t[2], 1e-5, groups)],
                t => [cat([.. (t[0] * t[1] * t[1].sigmoid()).chunk(groups, -1).Zip(t[2].chunk(groups), Norm)], -1)]);
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Rope_turns_pairs_half_a_head_apart(ScalarType type)
    {
        manual_seed(4);
        foreach (var (time, heads, dim) in new[] { (1, 1, 2), (7, 3, 8), (257, 2, 64), (5, 4, 34), (3, 1, 128) })
        {
            using var scope = NewDisposeScope();
            var angles = randn(time, dim / 2);
            var (cos, sin) = (angles.cos(), angles.sin());
            Check(type, [Normal(type, 2, time, heads, dim)], t => [Fused.rope(t[0], cos, sin)], t =>
            {
                var halves = t[0].chunk(2, -1);
                var (c, s) = (cos.to(ScalarType.Float64).unsqueeze(1), sin.to(ScalarType.Float64).unsqueeze(1));
                return [cat([halves[0] * c - halves[1] * s, halves[1] * c + halves[0] * s], -1)];
            });
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Cross_entropy_sums_over_the_counted_targets(ScalarType type)
    {
        manual_seed(5);
        foreach (var (tokens, dim, vocab) in new[] { (1, 2, 1), (7, 16, 10), (49, 33, 65), (257, 64, 1000), (1100, 32, 8193) })
        {
            using var scope = NewDisposeScope();
            var targets = randint(0, vocab, [tokens], ScalarType.Int64);
            targets[TensorIndex.Slice(1, null, 5)] = -100;
            Check(type, [Normal(type, tokens, dim), Normal(ScalarType.Float32, vocab, dim)],
                t => [Fused.linear_cross_entropy(t[0], t[1], targets)], t => [CrossEntropy(t[0].matmul(t[1].t()), targets)]);
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Cross_entropy_adds_a_bias_and_caps_the_logits(ScalarType type)
    {
        manual_seed(6);
        foreach (var (tokens, dim, vocab) in new[] { (1, 2, 1), (7, 16, 10), (49, 33, 65), (1100, 32, 8193) })
        {
            foreach (var (softcap, biased) in new[] { (0, true), (3.0, false), (2.0, true) })
            {
                using var scope = NewDisposeScope();
                var targets = randint(0, vocab, [tokens], ScalarType.Int64);
                targets[TensorIndex.Slice(1, null, 5)] = -100;
                Tensor[] inputs = [Normal(type, tokens, dim), Normal(ScalarType.Float32, vocab, dim), Normal(ScalarType.Float32, vocab)];
                Check(type, biased ? inputs : inputs[..2],
                    t => [Fused.linear_cross_entropy(t[0], t[1], targets, softcap: softcap, bias: biased ? t[2] : null)],
                    t =>
                    {
                        var logits = t[0].matmul(t[1].t()) + (biased ? t[2] : 0);
                        return [CrossEntropy(softcap > 0 ? (logits / softcap).tanh() * softcap : logits, targets)];
                    });
            }
        }
    }

    [Fact]
    public void Cross_entropy_of_huge_and_of_tiny_logits_is_finite()
    {
        foreach (var (scale, softcap) in new[] { (1e3f, 0), (-1e3f, 0), (1e3f, 200), (-1e3f, 200) })
        {
            using var scope = NewDisposeScope();
            var (x, weight) = (full(3, 1, scale).requires_grad_(), tensor(new float[] { 1, 2, 3 }).reshape(3, 1).requires_grad_());
            var targets = tensor(new long[] { 0, 1, 2 });
            Check(ScalarType.Float32, [x, weight], t => [Fused.linear_cross_entropy(t[0], t[1], targets, softcap: softcap)],
                t =>
                {
                    var logits = t[0].matmul(t[1].t());
                    return [CrossEntropy(softcap > 0 ? (logits / softcap).tanh() * softcap : logits, targets)];
                });
        }
    }

    private static Tensor CrossEntropy(Tensor logits, Tensor targets) =>
        nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.Sum);

    private static Tensor Norm(Tensor x, Tensor weight) => x / ((x * x).mean([-1], keepdim: true) + 1e-5).sqrt() * weight;

    private static Tensor[] Pair((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];
}
