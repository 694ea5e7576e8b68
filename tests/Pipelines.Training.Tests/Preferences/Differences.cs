using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

/// <summary>Holds losses of tensors against plain arithmetic in double precision, gradients against its central differences.</summary>
internal static class Differences
{
    private const double Step = 1e-5;

    /// <param name="inputs">what the losses are of, each as long as there are losses</param>
    /// <param name="losses">the losses of tensors, [n]</param>
    /// <param name="plain">the loss of the n-th of each input</param>
    /// <param name="weights">weighs the losses, so that gradients that are mixed up are seen; one for each loss</param>
    public static void ShouldBePlain(
        double[][] inputs, Func<Tensor[], Tensor> losses, Func<double[], double> plain, double[] weights, double tolerance = 1e-6)
    {
        var tensors = inputs.Select(input => tensor(input, requires_grad: true)).ToArray();
        using var actual = losses(tensors);
        using var weighed = actual * tensor(weights);
        weighed.sum().backward();

        var values = actual.detach().data<double>().ToArray();
        values.Length.ShouldBe(weights.Length);
        for (var n = 0; n < values.Length; n++)
        {
            double[] At(int input, double shift) => [.. inputs.Select((one, i) => one[n] + (i == input ? shift : 0))];
            values[n].ShouldBe(plain(At(-1, 0)), tolerance);
            for (var i = 0; i < inputs.Length; i++)
            {
                var slope = (plain(At(i, Step)) - plain(At(i, -Step))) / (2 * Step);
                tensors[i].grad!.data<double>()[n].ShouldBe(weights[n] * slope, tolerance, $"gradient of input {i} at {n}");
            }
        }
    }
}
