using System.Runtime.InteropServices;
using TorchSharp;
using static Pipelines.Torch.Tests.Agreement;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

public sealed class FusedBehaviour
{
    private const ScalarType Wide = ScalarType.Float32;

    [Fact]
    public void Strided_inputs_are_read_as_what_they_show()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        Tensor Turned(params long[] sizes)
        {
            var backwards = Enumerable.Range(0, sizes.Length).Reverse().Select(i => (long)i);
            return randn([.. sizes.Reverse()]).permute([.. backwards]);
        }

        var (x, y, w) = (Turned(6, 10), Turned(6, 10), Turned(4, 10));
        var (q, k, v) = (Turned(2, 5, 4, 8), Turned(2, 9, 2, 8), Turned(2, 9, 2, 8));
        var (cos, sin) = (Turned(5, 4), Turned(5, 4));
        var targets = tensor(new long[] { 0, 7, 1, 7, 2, 7, 3, 7, 0, 7, 1, 7 })[TensorIndex.Slice(0, null, 2)];
        Same(Fused.swiglu(x, y), Fused.swiglu(x.contiguous(), y.contiguous()));
        Same(Fused.rms_norm(x, y[0], 1e-5), Fused.rms_norm(x.contiguous(), y[0].contiguous(), 1e-5));
        Same(
            Fused.add_rms_norm(x, y, y[0], 1e-5).normed,
            Fused.add_rms_norm(x.contiguous(), y.contiguous(), y[0].contiguous(), 1e-5).normed);
        Same(Fused.rope(q, cos, sin), Fused.rope(q.contiguous(), cos.contiguous(), sin.contiguous()));
        Same(Fused.attention(q, k, v, 0.5), Fused.attention(q.contiguous(), k.contiguous(), v.contiguous(), 0.5));
        Close(
            Fused.linear_cross_entropy(x, w, targets),
            Fused.linear_cross_entropy(x.contiguous(), w.contiguous(), targets.contiguous()), 1e-5);
        var half = x.to(ScalarType.BFloat16);
        Close(Fused.linear(half.t().contiguous().t(), w), Fused.linear(half.contiguous(), w.contiguous()), 1e-2);
    }

    [Fact]
    public void A_changed_weight_is_seen_at_the_next_product()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (ones(2, 4, ScalarType.BFloat16), ones(3, 4));
        Fused.linear(x, weight)[0, 0].to(ScalarType.Float32).item<float>().ShouldBe(4);
        weight.mul_(2);
        Fused.linear(x, weight)[0, 0].to(ScalarType.Float32).item<float>().ShouldBe(8);
    }

    [Fact]
    public void The_same_step_gives_the_same_bits()
    {
        float[] Step()
        {
            using var scope = NewDisposeScope();
            manual_seed(3);
            var x = Normal(ScalarType.BFloat16, 300, 64);
            var (head, gain, projection) = (Normal(Wide, 500, 64), Normal(Wide, 64), Normal(Wide, 64, 64));
            var q = Fused.linear(Fused.rms_norm(x, gain, 1e-5), projection).reshape(2, 150, 2, 32);
            var h = Fused.attention(q, q, q, 0.2).reshape(300, 64);
            Fused.linear_cross_entropy(h, head, randint(0, 500, [300], ScalarType.Int64)).backward();
            return [.. new[] { x, head, gain, projection }.SelectMany(t => t.grad!.to(ScalarType.Float32).data<float>().ToArray())];
        }
        Step().ShouldBe(Step());
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused_in_one_line()
    {
        using var scope = NewDisposeScope();
        Refused("rms_norm", () => Fused.rms_norm(randn(3, 4), randn(5), 1e-5));
        Refused("swiglu", () => Fused.swiglu(randn(3), randn(4)));
        Refused("add_rms_norm", () => Fused.add_rms_norm(randn(3, 4), randn(4, 3), randn(4), 1e-5));
        Refused("rope", () => Fused.rope(randn(1, 2, 1, 4), randn(3, 2), randn(3, 2)));
        Refused("rope", () => Fused.rope(randn(1, 2, 1, 3), randn(2, 1), randn(2, 1)));
        Refused("attention", () => Fused.attention(randn(1, 2, 3, 4), randn(1, 2, 2, 4), randn(1, 2, 2, 4), 1));
        Refused("attention", () => Fused.attention(randn(1, 3, 2, 4), randn(1, 2, 2, 4), randn(1, 2, 2, 4), 1));
        var (three, two) = (randn(1, 3, 2, 4), randn(1, 2, 2, 4));
        Refused("attention", () => Fused.attention(two, two, two, 1, window: -1));
        Refused("attention", () => Fused.attention(two, two, two, 1, slopes: randn(3)));
        Refused("attention", () => Fused.attention(two, two, two, 1, sinks: randn(3)));
        Refused("attention", () => Fused.attention(two, two, two, 1, segments: zeros(1, 3, ScalarType.Int64)));
        Refused("attention", () => Fused.attention(three, two, two, 1, causal: false, window: 2));
        var (states, steps) = (randn(1, 2, 3, 4), rand(1, 2, 3));
        Refused("causal_conv1d", () => Fused.causal_conv1d(steps, randn(4, 4), null));
        Refused("causal_conv1d", () => Fused.causal_conv1d(steps, randn(3, 4), null, randn(1, 4, 3)));
        Refused("selective_scan", () => Fused.selective_scan(steps, steps, randn(3, 16), randn(1, 2, 15), randn(1, 2, 16), null));
        Refused("selective_scan", () => Fused.selective_scan(steps, steps, randn(3, 5), steps, steps, null, zeros(1, 3, 5)));
        Refused("ssd", () => Fused.ssd(states, steps, randn(3), states[.., .., ..2], states[.., .., ..2], null));
        Refused("ssd", () => Fused.ssd(states, steps, randn(3), states, states, null, 64, zeros(1, 3, 4, 5)));
        Refused("gated_rms_norm", () => Fused.gated_rms_norm(steps, steps, randn(3), 1e-5, 2));
        Refused("geglu", () => Fused.geglu(randn(3), randn(4)));
        Refused("linear", () => Fused.linear(randn(2, 4), randn(3, 5)));
        Refused("linear_cross_entropy", () => Fused.linear_cross_entropy(randn(2, 4), randn(3, 4), tensor(new long[] { 0, 3 })));
        Refused("linear_cross_entropy", () => Fused.linear_cross_entropy(randn(2, 4), randn(3, 4), tensor(new long[] { 0 })));
        Refused("linear_cross_entropy", () => Fused.linear_cross_entropy(
            randn(2, 4), randn(3, 4), tensor(new long[] { 0, 1 }), bias: randn(2)));
    }

    private static void Refused(string operation, Func<object> call)
    {
        var error = Should.Throw<ExternalException>(() => call());
        error.Message.ShouldStartWith(operation + ":");
        error.Message.ShouldNotContain("\n");
    }

    private static void Same(Tensor a, Tensor b) => Close(a, b, 0);

    /// <summary>A library multiplies matrices of another layout in another order on some processors.</summary>
    private static void Close(Tensor a, Tensor b, double tolerance) =>
        a.to(ScalarType.Float32).allclose(b.to(ScalarType.Float32), tolerance, tolerance).ShouldBeTrue();
}
