using Pipelines.Modules;
using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Quantization.Tests;

public sealed class GptqOfModels(ITestOutputHelper output)
{
    private static readonly GptqSpec settings = new(16, ActOrder: true, 0.01);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_trained_model_loses_less_than_half_of_what_rounding_to_nearest_costs(bool actOrder)
    {
        using var whole = TrainedModel.Create();
        using var nearest = TrainedModel.Create();
        using var solved = TrainedModel.Create();
        using var text = TrainedModel.Text(64, seed: 2_000_000);
        Gptq.RoundToNearest(nearest, settings.Group);
        Gptq.Quantize(solved, text.split(16, 0), settings with { ActOrder = actOrder });
        var (before, rounded, after) = (TrainedModel.Perplexity(whole), TrainedModel.Perplexity(nearest), TrainedModel.Perplexity(solved));
        output.WriteLine($"{before:0.0000} whole, {rounded:0.0000} to nearest, {after:0.0000} by GPTQ");
        before.ShouldBeLessThan(8, "it has learned");
        (after - before).ShouldBeLessThan(0.5 * (rounded - before));
    }
}
