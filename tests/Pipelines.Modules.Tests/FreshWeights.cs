using Quickstart;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Modules.Tests;

public sealed class FreshWeights
{
    [Fact]
    public void Have_the_documented_spread()
    {
        torch.manual_seed(11);
        using var llama = new DocsLm(new DocsLm.Options(InitStd: 0.03));
        using var gpt = new DocsGpt(new DocsGpt.Options(InitStd: 0.03));
        foreach (var (name, parameter) in llama.named_parameters().Concat(gpt.named_parameters()))
        {
            var (mean, std) = Moments(parameter);
            var residual = name.Contains("o_proj") || name.Contains("down_proj") || name.Contains("c_proj");
            if (name.EndsWith("bias")) (mean, std).ShouldBe((0, 0), name);
            else if (name.Contains("norm") || name.Contains("ln_")) (mean, std).ShouldBe((1, 0), name);
            else
            {
                std.ShouldBe(residual ? 0.03 / Math.Sqrt(12) : 0.03, tolerance: 0.001, name);
                mean.ShouldBe(0, tolerance: 0.001, name);
            }
        }
    }

    [Fact]
    public void Are_the_same_for_the_same_seed()
    {
        using var first = SmallModels.Create("llama", seed: 4);
        using var second = SmallModels.Create("llama", seed: 4);
        using var other = SmallModels.Create("llama", seed: 5);
        first.HeadWeight.HasTheBytesOf(second.HeadWeight).ShouldBeTrue();
        first.HeadWeight.HasTheBytesOf(other.HeadWeight).ShouldBeFalse();
    }

    private static (double Mean, double Std) Moments(Tensor tensor)
    {
        using var values = tensor.detach();
        using var mean = values.mean();
        using var centred = values - mean;
        using var squares = centred * centred;
        using var variance = squares.mean();
        return (mean.item<float>(), Math.Sqrt(variance.item<float>()));
    }
}
