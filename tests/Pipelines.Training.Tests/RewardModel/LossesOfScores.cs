using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

public sealed class LossesOfScores
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    [InlineData(0.5)]
    public void Bradley_and_terry_with_margins_and_centering(double center)
    {
        var random = new Random(3);
        double[] Draw(double scale) => [.. Enumerable.Range(0, 40).Select(_ => scale * (random.NextDouble() - 0.5))];
        double[][] scores = [Draw(8), Draw(8), Draw(2)];

        Differences.ShouldBePlain(
            scores,
            x => BradleyTerry.Losses(x[0], x[1], x[2], center),
            x => -Math.Log(1 / (1 + Math.Exp(-(x[0] - x[1] - x[2])))) + center * Math.Pow(x[0] + x[1], 2),
            Draw(1));
        Differences.ShouldBePlain(
            scores[..2],
            x => BradleyTerry.Losses(x[0], x[1], center: center),
            x => Math.Log(1 + Math.Exp(x[1] - x[0])) + center * Math.Pow(x[0] + x[1], 2),
            Draw(1));
    }

    [Fact]
    public void Scores_far_apart_overflow_nothing()
    {
        using var high = tensor([1e4f], requires_grad: true);
        using var low = tensor([-1e4f]);
        using var wrong = BradleyTerry.Losses(low, high);
        using var right = BradleyTerry.Losses(high, low);

        wrong.item<float>().ShouldBe(2e4f);
        right.item<float>().ShouldBe(0);
    }
}
