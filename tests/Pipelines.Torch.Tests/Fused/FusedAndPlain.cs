using TorchSharp;
using static Pipelines.Torch.Tests.Agreement;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>The kernels and the plain operations that stand in for them have the same values and gradients.</summary>
public sealed class FusedAndPlain
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Linear_layers_norms_gates_and_losses(ScalarType type)
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
        Both(type, [Normal(type, 9, 12), Normal(type, 9, 12)], t => Fused.geglu(t[0], t[1]), t => PlainOperations.geglu(t[0], t[1]));
        Both(type, [Normal(type, 9, 12), Normal(type, 9, 12), Normal(ScalarType.Float32, 12)],
            t => Fused.gated_rms_norm(t[0], t[1], t[2], 1e-5, 2), t => PlainOperations.gated_rms_norm(t[0], t[1], t[2], 1e-5, 2));
        var (cos, sin) = (randn(6, 4), randn(6, 4));
        Both(type, [Normal(type, 2, 6, 4, 8)], t => Fused.rope(t[0], cos, sin), t => PlainOperations.rope(t[0], cos, sin));
        var targets = tensor(new long[] { 3, -100, 0, 19, 5, 5, -100, 7, 1 });
        Both(type, [Normal(type, 9, 12), Normal(ScalarType.Float32, 20, 12)],
            t => Fused.linear_cross_entropy(t[0], t[1], targets),
            t => PlainOperations.linear_cross_entropy(t[0], t[1], targets, -100, 0, null));
        Both(type, [Normal(type, 9, 12), Normal(ScalarType.Float32, 20, 12), Normal(ScalarType.Float32, 20)],
            t => Fused.linear_cross_entropy(t[0], t[1], targets, softcap: 2, bias: t[2]),
            t => PlainOperations.linear_cross_entropy(t[0], t[1], targets, -100, 2, t[2]));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void Attention(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var slopes = tensor(new float[] { 0.5f, 0.25f, 0.125f, 0.1f });
        var segments = tensor(new long[] { 0, 0, 0, 1, 1, 1, 4, 4, 4, 4, 4, 7 }).reshape(2, 6);
        foreach (var (time, keys, causal) in new[] { (6, 6, true), (3, 6, true), (1, 6, true), (6, 6, false) })
            foreach (var (window, softcap, bias, texts) in new (long, double, Tensor?, Tensor?)[]
            {
                (0, 0, null, null), (2, 0, null, null), (0, 2, null, null), (0, 0, slopes, null), (0, 0, null, segments),
                (3, 3, slopes, segments),
            })
                Both(type, [Normal(type, 2, time, 4, 8), Normal(type, 2, keys, 2, 8), Normal(type, 2, keys, 2, 6)],
                    t => Fused.attention(t[0], t[1], t[2], 0.3, causal, window, softcap, bias, texts),
                    t => PlainOperations.attention(t[0], t[1], t[2], 0.3, causal, window, softcap, bias, texts, null));
        foreach (var (time, keys, window) in new[] { (6, 6, 0), (3, 6, 2), (1, 6, 0) })
            Both(type, [Normal(type, 2, time, 4, 8), Normal(type, 2, keys, 2, 8), Normal(type, 2, keys, 2, 6), Normal(ScalarType.Float32, 4)],
                t => Fused.attention(t[0], t[1], t[2], 0.3, true, window, sinks: t[3]),
                t => PlainOperations.attention(t[0], t[1], t[2], 0.3, true, window, 0, null, null, t[3]));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void State_space_layers(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        var (past, scanState, dualState) = (randn(2, 3, 12).to(type), randn(2, 12, 5), randn(2, 4, 6, 5));
        Tensor Values(params long[] sizes) => Normal(type, sizes);
        Tensor Steps(params long[] sizes) => rand(sizes).to(type).detach().requires_grad_();
        Tensor Rates(params long[] sizes) => (-rand(sizes)).detach().requires_grad_();
        Both(type, [Normal(type, 2, 9, 12), Normal(ScalarType.Float32, 12, 4), Normal(ScalarType.Float32, 12)],
            t => Fused.causal_conv1d(t[0], t[1], t[2], past), t => PlainOperations.causal_conv1d(t[0], t[1], t[2], past, true));
        foreach (var time in new[] { 1, 9, 70 })
        {
            var (ours, theirs) = (scanState.clone(), scanState.clone());
            Both(type,
                [Values(2, time, 12), Steps(2, time, 12), Rates(12, 5), Values(2, time, 5), Values(2, time, 5), Rates(12)],
                t => Fused.selective_scan(t[0], t[1], t[2], t[3], t[4], t[5], ours),
                t => PlainOperations.selective_scan(t[0], t[1], t[2], t[3], t[4], t[5], theirs));
            Near(ours, theirs, type, "state of the scan");
            (ours, theirs) = (dualState.clone(), dualState.clone());
            Both(type,
                [Values(2, time, 4, 6), Steps(2, time, 4), Rates(4), Values(2, time, 2, 5), Values(2, time, 2, 5), Rates(4)],
                t => Fused.ssd(t[0], t[1], t[2], t[3], t[4], t[5], 16, ours),
                t => PlainOperations.ssd(t[0], t[1], t[2], t[3], t[4], t[5], theirs, 16));
            Near(ours, theirs, type, "state of the dual");
        }
    }

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
