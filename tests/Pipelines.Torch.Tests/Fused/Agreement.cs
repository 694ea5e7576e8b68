using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Torch.Tests;

/// <summary>Runs a fused operation and its formula on the same values and compares results and gradients.</summary>
internal static class Agreement
{
    /// <summary>Standard normal values of a type, with a gradient.</summary>
    public static Tensor Normal(ScalarType type, params long[] sizes) => randn(sizes).to(type).detach().requires_grad_();

    /// <summary>
    /// The formula runs in float64 on the same values. `type` says how near the fused results must be: float32 to 1e-5 of the
    /// largest value, bfloat16 (8 bits of mantissa, sums of rounded terms) to 1.5 %. The float32 bound times `slack` holds where
    /// gradients are long sums of differences.
    /// </summary>
    public static void Check(
        ScalarType type, Tensor[] inputs, Func<Tensor[], Tensor[]> fused, Func<Tensor[], Tensor[]> formula, double slack = 1)
    {
        var exact = inputs.Select(Doubled).ToArray();
        var (results, expected) = (fused(inputs), formula(exact));
        results.Length.ShouldBe(expected.Length);
        Tensor? ours = null, theirs = null;
        for (var i = 0; i < results.Length; i++)
        {
            Near(results[i], expected[i], type, $"result {i}");
            var weight = randn(expected[i].shape).to(results[i].dtype);
            ours = Plus(ours, (results[i] * weight).to(ScalarType.Float64).sum());
            theirs = Plus(theirs, (expected[i] * weight.to(ScalarType.Float64)).sum());
        }
        ours!.backward();
        theirs!.backward();
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!inputs[i].requires_grad) continue;
            inputs[i].grad.ShouldNotBeNull($"gradient {i}").dtype.ShouldBe(inputs[i].dtype);
            Near(inputs[i].grad!, exact[i].grad!, type, $"gradient {i}", slack);
        }
    }

    public static void Near(Tensor actual, Tensor expected, ScalarType type, string what, double slack = 1)
    {
        actual.shape.ShouldBe(expected.shape, what);
        var (a, e) = (actual.detach().to(ScalarType.Float64), expected.detach().to(ScalarType.Float64));
        var scale = Math.Max(e.abs().max().item<double>(), 1); // where terms cancel, their rounding is what is left
        var distance = (a - e).abs().max().item<double>() / scale;
        distance.ShouldBeLessThan(type == ScalarType.BFloat16 ? 1.5e-2 : 1e-5 * slack, $"{what} of {string.Join('×', expected.shape)}");
    }

    private static Tensor Plus(Tensor? sum, Tensor term) => sum is null ? term : sum + term;

    private static Tensor Doubled(Tensor input) => input.is_floating_point()
        ? input.detach().to(ScalarType.Float64).requires_grad_(input.requires_grad)
        : input;
}
