using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

internal static class Closeness
{
    /// <summary>Whether both hold the same bits.</summary>
    public static bool HasTheBytesOf(this Tensor actual, Tensor expected)
    {
        using var a = actual.detach().contiguous();
        using var b = expected.detach().contiguous();
        return a.shape.SequenceEqual(b.shape) && a.dtype == b.dtype && a.bytes.SequenceEqual(b.bytes);
    }

    /// <summary>The greatest difference is at most <paramref name="tolerance"/> of the greatest expected value.</summary>
    public static void ShouldBeWithin(this Tensor actual, Tensor expected, double tolerance, string name)
    {
        actual.shape.ShouldBe(expected.shape, name);
        using var a = actual.detach().to_type(ScalarType.Float64);
        using var b = expected.detach().to_type(ScalarType.Float64);
        using var difference = (a - b).abs().max();
        using var greatest = b.abs().max();
        var relative = difference.item<double>() / Math.Max(greatest.item<double>(), 1e-12);
        relative.ShouldBeLessThanOrEqualTo(tolerance, name);    // NaN is not
    }

    /// <summary>
    /// A parameter's gradient is within <paramref name="tolerance"/> of the expected one; or both are nothing but rounding, as where
    /// softmax does not see a bias that shifts all scores alike.
    /// </summary>
    public static void ShouldHaveGradient(this Tensor parameter, Tensor expected, double tolerance, string name)
    {
        using var grad = parameter.grad.ShouldNotBeNull(name);
        using var greatest = expected.abs().max();
        using var actual = grad.abs().max();
        if (greatest.item<double>() < 1e-9) ((double)actual.item<float>()).ShouldBeLessThan(1e-4, name);
        else grad.ShouldBeWithin(expected, tolerance, name);
    }
}
