using TorchSharp;
using static Pipelines.Torch.Tests.Agreement;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

public sealed class FusedStateSpace
{
    private const ScalarType Wide = ScalarType.Float32;

    public static TheoryData<ScalarType> Types => [ScalarType.Float32, ScalarType.BFloat16];

    [Theory, MemberData(nameof(Types))]
    public void A_causal_convolution_mixes_each_channel_with_its_past(ScalarType type)
    {
        manual_seed(1);
        foreach (var (time, channels, width) in new[] { (1, 1, 4), (2, 20, 4), (7, 64, 3), (65, 100, 4), (130, 33, 2), (9, 16, 1) })
            foreach (var silu in new[] { true, false })
            {
                using var scope = NewDisposeScope();
                var past = Normal(type, 2, width - 1, channels).detach();
                Tensor[] inputs = [Normal(type, 2, time, channels), Normal(Wide, channels, width), Normal(Wide, channels)];
                Check(type, inputs, t => [Fused.causal_conv1d(t[0], t[1], t[2], null, silu)],
                    t => [Convolved(t[0], t[1], t[2], zeros_like(past), silu)]);
                Check(type, [.. inputs[..2].Select(Fresh)], t => [Fused.causal_conv1d(t[0], t[1], null, past, silu)],
                    t => [Convolved(t[0], t[1], null, past, silu)]);
            }
    }

    [Theory, MemberData(nameof(Types))]
    public void A_selective_scan_is_its_recurrence(ScalarType type)
    {
        manual_seed(2);
        var shapes = new[] { (1, 3, 16), (2, 16, 4), (7, 40, 16), (63, 17, 16), (64, 16, 20), (65, 16, 16), (150, 300, 16) };
        foreach (var (time, inner, n) in shapes)
            foreach (var direct in new[] { true, false })
            {
                using var scope = NewDisposeScope();
                Check(type, ScanInputs(type, 2, time, inner, n)[..(direct ? 6 : 5)],
                    t => [Fused.selective_scan(t[0], t[1], t[2], t[3], t[4], direct ? t[5] : null)],
                    t => [Scanned(t[0], t[1], t[2], t[3], t[4], direct ? t[5] : null, null).y], slack: 4);
            }
    }

    [Theory, MemberData(nameof(Types))]
    public void A_state_space_dual_is_its_recurrence(ScalarType type)
    {
        manual_seed(3);
        var shapes = new[]
        {
            (1, 1, 1, 4, 8), (2, 2, 1, 16, 16), (7, 4, 2, 8, 34), (63, 2, 2, 7, 5), (64, 3, 1, 64, 16), (65, 4, 4, 10, 128),
            (66, 12, 2, 8, 16), (130, 2, 1, 72, 80),
        };
        foreach (var (time, heads, groups, dim, n) in shapes)
        {
            using var scope = NewDisposeScope();
            var direct = heads % 2 == 0;
            Check(type, DualInputs(type, time < 64 ? 2 : 1, time, heads, groups, dim, n)[..(direct ? 6 : 5)],
                t => [Fused.ssd(t[0], t[1], t[2], t[3], t[4], direct ? t[5] : null)],
                t => [Dual(t[0], t[1], t[2], t[3], t[4], direct ? t[5] : null, null).y], slack: 4);
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Pieces_with_a_state_between_them_equal_the_whole(ScalarType type)
    {
        manual_seed(4);
        using var scope = NewDisposeScope();
        using var still = no_grad();
        int[] ends = [70, 71, 72, 90, 150];
        var scan = ScanInputs(type, 2, 150, 20, 16);
        var (scanned, scanState) = (new List<Tensor>(), randn(2, 20, 16));
        var (y, last) = Scanned(scan[0], scan[1], scan[2], scan[3], scan[4], scan[5], scanState);
        var dual = DualInputs(type, 2, 150, 4, 2, 16, 24);
        var (dualled, dualState) = (new List<Tensor>(), randn(2, 4, 16, 24));
        var (dualY, dualLast) = Dual(dual[0], dual[1], dual[2], dual[3], dual[4], dual[5], dualState);
        var from = 0;
        foreach (var to in ends)
        {
            var t = scan.Select(x => x.dim() == 3 ? x.narrow(1, from, to - from) : x).ToArray();
            scanned.Add(Fused.selective_scan(t[0], t[1], t[2], t[3], t[4], t[5], scanState));
            t = [.. dual.Select(x => x.dim() >= 3 ? x.narrow(1, from, to - from) : x)];
            dualled.Add(Fused.ssd(t[0], t[1], t[2], t[3], t[4], t[5], 256, dualState));
            from = to;
        }
        Near(cat(scanned, 1), y, type, "scan");
        Near(scanState, last, type, "state of the scan");
        Near(cat(dualled, 1), dualY, type, "dual");
        Near(dualState, dualLast, type, "state of the dual");
    }

    [Fact]
    public void A_state_is_a_constant_to_the_gradient()
    {
        manual_seed(5);
        using var scope = NewDisposeScope();
        var (scanState, dualState) = (randn(2, 20, 16), randn(2, 4, 16, 24));
        Check(Wide, ScanInputs(Wide, 2, 70, 20, 16), t => [Fused.selective_scan(t[0], t[1], t[2], t[3], t[4], t[5], scanState.clone())],
            t => [Scanned(t[0], t[1], t[2], t[3], t[4], t[5], scanState).y], slack: 4);
        Check(Wide, DualInputs(Wide, 2, 70, 4, 2, 16, 24), t => [Fused.ssd(t[0], t[1], t[2], t[3], t[4], t[5], 64, dualState.clone())],
            t => [Dual(t[0], t[1], t[2], t[3], t[4], t[5], dualState).y], slack: 4);
    }

    // x, dt, A, B, C, D
    private static Tensor[] ScanInputs(ScalarType type, long batch, long time, long inner, long n) =>
    [
        Normal(type, batch, time, inner), Positive(type, batch, time, inner), Negative(inner, n), Normal(type, batch, time, n),
        Normal(type, batch, time, n), Normal(Wide, inner),
    ];

    private static Tensor[] DualInputs(ScalarType type, long batch, long time, long heads, long groups, long dim, long n) =>
    [
        Normal(type, batch, time, heads, dim), Positive(type, batch, time, heads), Negative(heads), Normal(type, batch, time, groups, n),
        Normal(type, batch, time, groups, n), Normal(Wide, heads),
    ];

    private static Tensor Positive(ScalarType type, params long[] sizes) => (rand(sizes) * 0.5).to(type).detach().requires_grad_();

    private static Tensor Negative(params long[] sizes) => (-rand(sizes) * 3).detach().requires_grad_();

    private static Tensor Fresh(Tensor x) => x.detach().clone().requires_grad_();

    private static Tensor Double(Tensor x) => x.to(ScalarType.Float64);

    private static Tensor Convolved(Tensor x, Tensor weight, Tensor? bias, Tensor past, bool silu)
    {
        var whole = cat([Double(past), x], dim: 1);
        var y = stack([.. Enumerable.Range(0, (int)x.size(1)).Select(t => (whole.narrow(1, t, weight.size(1)) * weight.t()).sum(1))], 1);
        if (bias is not null) y += bias;
        return silu ? y * y.sigmoid() : y;
    }

    private static (Tensor y, Tensor last) Scanned(Tensor x, Tensor dt, Tensor A, Tensor B, Tensor C, Tensor? D, Tensor? state)
    {
        (x, dt, A, B, C, D) = (Double(x), Double(dt), Double(A), Double(B), Double(C), Double(D ?? zeros(x.size(2))));
        var h = Double(state ?? zeros(x.size(0), x.size(2), A.size(1)));
        var y = new List<Tensor>();
        for (var t = 0; t < x.size(1); t++)
        {
            var step = dt[.., t].unsqueeze(-1);
            h = (step * A).exp() * h + step * x[.., t].unsqueeze(-1) * B[.., t].unsqueeze(1);
            y.Add((h * C[.., t].unsqueeze(1)).sum(-1) + D * x[.., t]);
        }
        return (stack(y, 1), h);
    }

    private static (Tensor y, Tensor last) Dual(Tensor x, Tensor dt, Tensor A, Tensor B, Tensor C, Tensor? D, Tensor? state)
    {
        (x, dt, A, B, C, D) = (Double(x), Double(dt), Double(A), Double(B), Double(C), Double(D ?? zeros(x.size(2))));
        var sharing = x.size(2) / B.size(2);
        (B, C) = (B.repeat_interleave(sharing, dim: 2), C.repeat_interleave(sharing, dim: 2));
        var h = Double(state ?? zeros(x.size(0), x.size(2), x.size(3), B.size(3)));
        var y = new List<Tensor>();
        for (var t = 0; t < x.size(1); t++)
        {
            var (step, input) = (dt[.., t], x[.., t]);
            h = (step * A).exp().unsqueeze(-1).unsqueeze(-1) * h
                + (step.unsqueeze(-1) * input).unsqueeze(-1) * B[.., t].unsqueeze(2);
            y.Add((h * C[.., t].unsqueeze(2)).sum(-1) + D.unsqueeze(-1) * input);
        }
        return (stack(y, 1), h);
    }
}
