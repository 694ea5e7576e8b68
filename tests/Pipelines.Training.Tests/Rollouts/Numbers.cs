using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests.Rollouts;

/// <summary>Random numbers of a test, as C#, as a tensor of doubles and as Python.</summary>
internal static class Numbers
{
    public static double[] Draw(int seed, int count, double scale = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => scale * (2 * random.NextDouble() - 1))];
    }

    /// <summary>Log-probabilities: below zero, and a little apart from <paramref name="near"/>, some far enough to be clipped.</summary>
    public static double[] Near(double[] near, int seed, double distance = 0.6) =>
        [.. near.Zip(Draw(seed, near.Length, distance), (a, b) => Math.Min(a + b, -1e-3))];

    public static Tensor Double(this double[] numbers, bool gradient = false) =>
        tensor(numbers, dtype: ScalarType.Float64, requires_grad: gradient);

    public static string Python(this IEnumerable<double> numbers) =>
        "torch.tensor([" + string.Join(',', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)))
        + "], dtype=torch.float64)";

    public static double[] Host(this Tensor tensor)
    {
        using var wide = tensor.detach().to_type(ScalarType.Float64);
        return wide.data<double>().ToArray();
    }
}
