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
        Same(Fused.linear_cross_entropy(x, w, targets), Fused.linear_cross_entropy(x.contiguous(), w.contiguous(), targets.contiguous()));
        var half = x.to(ScalarType.BFloat16);
        Same(Fused.linear(half.t().contiguous().t(), w), Fused.linear(half.contiguous(), w.contiguous()));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void The_plain_operations_mean_the_same(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        Both(type, [Normal(type, 9, 12), Normal(ScalarType.Float32, 20, 12), Normal(ScalarType.Float32, 20)],
            t => Fused.linear(t[0], t[1], t[2]), t => PlainOperations.linear(t[0], t[1], t[2]));
        Both(type, [Normal(type, 9, 12), Normal(ScalarType.Float32, 12)],
            t => Fused.rms_norm(t[0], t[1], 1e-5), t => PlainOperations.rms_norm(t[0], t[1], 1e-5));
        Both(type, [Normal(type, 9, 12), Normal(type, 9, 12), Normal(ScalarType.Float32, 12)],
            t => Fused.add_rms_norm(t[0], t[1], t[2], 1e-5).normed, t => PlainOperations.add_rms_norm(t[0], t[1], t[2], 1e-5).Item2);
        Both(type, [Normal(type, 9, 12), Normal(type, 9, 12)], t => Fused.swiglu(t[0], t[1]), t => PlainOperations.swiglu(t[0], t[1]));
        var (cos, sin) = (randn(6, 4), randn(6, 4));
        Both(type, [Normal(type, 2, 6, 4, 8)], t => Fused.rope(t[0], cos, sin), t => PlainOperations.rope(t[0], cos, sin));
        var targets = tensor(new long[] { 3, -100, 0, 19, 5, 5, -100, 7, 1 });
        Both(type, [Normal(type, 9, 12), Normal(ScalarType.Float32, 20, 12)],
            t => Fused.linear_cross_entropy(t[0], t[1], targets), t => PlainOperations.linear_cross_entropy(t[0], t[1], targets, -100));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Plain_attention_means_the_same(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var slopes = tensor(new float[] { 0.5f, 0.25f, 0.125f, 0.1f });
        var segments = tensor(new long[] { 0, 0, 0, 1, 1, 1, 4, 4, 4, 4, 4, 7 }).reshape(2, 6);
        foreach (var (time, keys, causal) in new[] { (6, 6, true), (3, 6, true), (1, 6, true), (6, 6, false) })
            foreach (var (window, softcap, bias, texts) in new (long, double, Tensor?, Tensor?)[]
                { (0, 0, null, null), (2, 0, null, null), (0, 2, null, null), (0, 0, slopes, null), (0, 0, null, segments), (3, 3, slopes, segments) })
                Both(type, [Normal(type, 2, time, 4, 8), Normal(type, 2, keys, 2, 8), Normal(type, 2, keys, 2, 6)],
                    t => Fused.attention(t[0], t[1], t[2], 0.3, causal, window, softcap, bias, texts),
                    t => PlainOperations.attention(t[0], t[1], t[2], 0.3, causal, window, softcap, bias, texts));
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
        Refused("attention", () => Fused.attention(two, two, two, 1, segments: zeros(1, 3, ScalarType.Int64)));
        Refused("attention", () => Fused.attention(three, two, two, 1, causal: false, window: 2));
        Refused("linear", () => Fused.linear(randn(2, 4), randn(3, 5)));
        Refused("linear_cross_entropy", () => Fused.linear_cross_entropy(randn(2, 4), randn(3, 4), tensor(new long[] { 0, 3 })));
        Refused("linear_cross_entropy", () => Fused.linear_cross_entropy(randn(2, 4), randn(3, 4), tensor(new long[] { 0 })));
    }

    private static void Refused(string operation, Func<object> call)
    {
        var error = Should.Throw<ExternalException>(() => call());
        error.Message.ShouldStartWith(operation + ":");
        error.Message.ShouldNotContain("\n");
    }

    private static void Same(Tensor a, Tensor b) => a.to(ScalarType.Float32).allclose(b.to(ScalarType.Float32), 0, 0).ShouldBeTrue();

    private static void Both(ScalarType type, Tensor[] inputs, Func<Tensor[], Tensor> fused, Func<Tensor[], Tensor> plain)
    {
        var copies = inputs.Select(t => t.detach().clone().requires_grad_(t.requires_grad)).ToArray();
        var (a, b) = (fused(inputs), plain(copies));
        a.dtype.ShouldBe(b.dtype);
        Near(a, b, type, "result");
        var weight = randn(a.shape).to(a.dtype);
        (a * weight).sum().backward();
        (b * weight).sum().backward();
        for (var i = 0; i < inputs.Length; i++)
            if (inputs[i].requires_grad) Near(inputs[i].grad!, copies[i].grad!, type, $"gradient {i}");
    }
}
