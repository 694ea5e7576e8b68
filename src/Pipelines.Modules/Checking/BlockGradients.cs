using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules;

/// <summary>Compares the gradients of a block with differences of its results.</summary>
internal static class BlockGradients
{
    private const double Step = 1e-2;
    private const double Close = 0.03;    // of the greatest gradient: the curvature of a step, and the rounding of float32
    private const int Places = 8;         // of each tensor

    /// <param name="block">whose parameters are looked at</param>
    /// <param name="x">its input, which asks for a gradient</param>
    /// <param name="value">computes a number from both, float64</param>
    /// <exception cref="BlockCheckException">a gradient is missing, not a number, zero, or another</exception>
    public static void Check(nn.Module block, Tensor x, Func<Tensor> value)
    {
        block.zero_grad();
        using (var sum = value()) sum.backward();
        Check(block, "its input", x, value);
        foreach (var (name, parameter) in block.named_parameters())
            if (parameter.requires_grad) Check(block, name, parameter, value);
        block.zero_grad();
    }

    private static void Check(nn.Module block, string name, Tensor values, Func<Tensor> value)
    {
        BlockCheckException Failed(string what) => new($"{block.GetName()}: the gradient of {name} {what}");

        using var untracked = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var gradient = (values.grad ?? throw Failed("is missing: no result depends on it")).flatten();
        if (!gradient.isfinite().all().item<bool>()) throw Failed("is not a number everywhere");
        var greatest = gradient.abs().max().item<float>();
        if (greatest == 0) throw Failed("is zero: it learns nothing");

        var flat = values.view(-1);
        var random = new Random(2);
        for (var i = 0; i < Places; i++)
        {
            var place = random.NextInt64(flat.shape[0]);
            var (said, measured) = (gradient[place].item<float>(), Slope(flat.narrow(0, place, 1), value));
            if (!(Math.Abs(measured - said) <= Close * greatest))
                throw Failed($"is {said:G4} at element {place:N0}, where results change by {measured:G4}");
        }
    }

    /// <summary>By how much the value changes with an element, which is put back.</summary>
    private static double Slope(Tensor element, Func<Tensor> value)
    {
        var before = element.clone();
        element.add_(Step);
        var above = value().item<double>();
        element.copy_(before).sub_(Step);
        var below = value().item<double>();
        element.copy_(before);
        return (above - below) / (2 * Step);
    }
}
