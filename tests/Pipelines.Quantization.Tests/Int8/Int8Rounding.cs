using Pipelines.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization.Tests;

public sealed class Int8Rounding
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    public void Each_weight_is_within_half_a_scale_and_a_scale_is_exact_in_its_type(ScalarType type)
    {
        torch.manual_seed(3);
        using var weight = torch.randn([24, 50]);
        weight[3] = torch.zeros(50);
        weight[4, 7] = 100;
        var matrix = Int8Matrix.Round(weight, type);
        var values = weight.data<float>().ToArray();
        for (var row = 0; row < 24; row++)
        {
            using var scale = torch.tensor(matrix.Scales[row]);
            scale.to_type(type).to_type(ScalarType.Float32).item<float>().ShouldBe(matrix.Scales[row]);
            for (var column = 0; column < 50; column++)
            {
                var wrong = Math.Abs(values[(row * 50) + column] - (matrix.Scales[row] * matrix.Codes[(row * 50) + column]));
                // A scale that was rounded down leaves the greatest weight up to 127 times that rounding away.
                wrong.ShouldBeLessThanOrEqualTo(matrix.Scales[row] * (type == ScalarType.BFloat16 ? 0.75f : 0.57f));
            }
        }
        matrix.Scales[3].ShouldBe(1);
        matrix.Codes[(4 * 50) + 7].ShouldBe((sbyte)127);
        using var decoded = matrix.Decode();
        decoded[4, 7].item<float>().ShouldBe(100, 0.5);
    }

    [Fact]
    public void A_trained_model_keeps_its_perplexity()
    {
        using var whole = TrainedModel.Create();
        using var rounded = TrainedModel.Create();
        var weights = Int8.Quantize(rounded);
        var (before, after) = (TrainedModel.Perplexity(whole), TrainedModel.Perplexity(rounded));
        Math.Abs(after - before).ShouldBeLessThan(0.002 * before);
        weights.Matrices.Keys.ShouldBe(AdapterTargets.Of(whole, []).Select(target => target.Path), ignoreOrder: true);
        foreach (var (path, matrix) in weights.Matrices)
            using (var decoded = matrix.Decode())
                decoded.equal(rounded.state_dict()[$"{path}.weight"]).all().item<bool>().ShouldBeTrue(path);
    }

    [Fact]
    public void Weights_that_are_kept_the_other_way_round_and_weights_that_are_too_great_are_refused()
    {
        using var gpt2 = SmallModel.Of(SmallModel.Gpt2);
        Should.Throw<NotSupportedException>(() => Int8.Quantize(gpt2)).Message
            .ShouldContain("h.0.attn.c_attn keeps its weight as [in, out]");
        using var great = torch.full([8, 8], 1e8f);
        Should.Throw<ArgumentException>(() => Int8Matrix.Round(great, ScalarType.Float16)).Message.ShouldContain("too great for Float16");
        great[0, 0] = float.NaN;
        Should.Throw<ArgumentException>(() => Int8Matrix.Round(great, ScalarType.Float32));
    }
}
