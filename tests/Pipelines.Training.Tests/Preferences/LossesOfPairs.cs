using Pipelines.Spec;
using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Training.Tests;

/// <summary>Each loss beside its paper's formula, computed a pair at a time.</summary>
public sealed class LossesOfPairs
{
    private const int Pairs = 50;

    private readonly Random random = new(7);
    private readonly double[] chosenLengths, rejectedLengths, weights;

    // log-probabilities of chosen and rejected answers, and of both under the reference
    private readonly double[][] sums;

    public LossesOfPairs()
    {
        chosenLengths = Draw(() => random.Next(1, 20));
        rejectedLengths = Draw(() => random.Next(1, 20));
        weights = Draw(() => random.NextDouble() + 0.5);
        double[] Sums(double[] lengths) => [.. lengths.Select(length => -length * (0.05 + 4 * random.NextDouble()))];
        sums = [Sums(chosenLengths), Sums(rejectedLengths), Sums(chosenLengths), Sums(rejectedLengths)];
    }

    [Theory]
    [InlineData(0.1, 0)]
    [InlineData(0.5, 0.1)]
    [InlineData(0.03, 0.45)]
    public void Dpo(double beta, double smoothing) => WithReference(
        new DpoLoss(beta, smoothing),
        x =>
        {
            var margin = beta * (x[0] - x[2] - (x[1] - x[3]));
            return ((1 - smoothing) * -Math.Log(Sigmoid(margin)) - smoothing * -Math.Log(Sigmoid(-margin))) / (1 - 2 * smoothing);
        });

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    public void Dpo_without_a_reference(double beta) => WithoutReference(
        new DpoLoss(beta), x => -Math.Log(Sigmoid(beta * (x[0] - x[1]))));

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.7)]
    public void Ipo(double beta) => WithReference(
        new IpoLoss(beta),
        x => Math.Pow((x[0] - x[2]) / x[4] - (x[1] - x[3]) / x[5] - 1 / (2 * beta), 2));

    [Theory]
    [InlineData(2, 0.5)]
    [InlineData(2.5, 1.4)]
    public void Simpo(double beta, double gamma) => WithoutReference(
        new SimpoLoss(beta, gamma), x => -Math.Log(Sigmoid(beta * (x[0] / x[2] - x[1] / x[3]) - gamma)));

    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    public void Orpo(double beta) => WithoutReference(new OrpoLoss(beta), x =>
    {
        var (p, q) = (Math.Exp(x[0] / x[2]), Math.Exp(x[1] / x[3]));
        return -Math.Log(p) - beta * Math.Log(Sigmoid(Math.Log(p / (1 - p) / (q / (1 - q)))));
    });

    [Theory]
    [InlineData(0.1, 1, 1, 0)]
    [InlineData(0.3, 1.5, 0.5, 2.5)]
    public void Kto(double beta, double desirable, double undesirable, double divergence) => WithReference(
        new KtoLoss(beta, desirable, undesirable),
        x => (desirable * (1 - Sigmoid(beta * (x[0] - x[2] - divergence)))
            + undesirable * (1 - Sigmoid(beta * (divergence - (x[1] - x[3]))))) / 2,
        divergence);

    [Fact]
    public void Rewards_are_what_the_policy_gained_on_the_reference()
    {
        using var policy = tensor((double[])[-4, -9]);
        using var reference = tensor((double[])[-5, -6]);
        using var lengths = tensor((double[])[2, 3]);

        Rewards(new DpoLoss(0.1), reference).ShouldBe([0.1, -0.3], 1e-12);
        Rewards(new IpoLoss(0.1), reference).ShouldBe([0.1, -0.3], 1e-12);
        Rewards(new KtoLoss(0.1), reference).ShouldBe([0.1, -0.3], 1e-12);
        Rewards(new DpoLoss(0.1), null).ShouldBe([-0.4, -0.9], 1e-12);
        Rewards(new SimpoLoss(2, 1), null).ShouldBe([-4, -6], 1e-12);
        Rewards(new OrpoLoss(0.1), null).ShouldBe([-0.2, -0.3], 1e-12);

        double[] Rewards(PreferenceLoss loss, Tensor? against)
        {
            using var rewards = loss.Rewards(new AnswerLogProbs(policy, against, lengths));
            return rewards.data<double>().ToArray();
        }
    }

    [Fact]
    public void Odds_of_an_answer_that_is_certain_are_finite()
    {
        using var certain = zeros(1, requires_grad: true);
        using var rare = tensor([-3f], requires_grad: true);
        using var lengths = ones(1);
        using var losses = new OrpoLoss(0.1).Losses(new(certain, null, lengths), new(rare, null, lengths));
        using var sum = losses.sum();
        sum.backward();

        losses.item<float>().ShouldBe(0, 1e-3f);
        foreach (var input in new[] { certain, rare }) float.IsFinite(input.grad!.item<float>()).ShouldBeTrue();
    }

    [Fact]
    public void Label_smoothing_of_a_half_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => new DpoLoss(0.1, 0.5)).Message.ShouldContain("below 0.5");
    }

    [Fact]
    public void Losses_are_what_stages_ask_for()
    {
        PreferenceLoss.From(new DpoSpec(0.2, 0.1, false)).ShouldBeOfType<DpoLoss>().LabelSmoothing.ShouldBe(0.1);
        PreferenceLoss.From(new IpoSpec(0.3)).ShouldBeOfType<IpoLoss>().Beta.ShouldBe(0.3);
        PreferenceLoss.From(new SimpoSpec(2, 0.4)).ShouldBeOfType<SimpoLoss>().Gamma.ShouldBe(0.4);
        PreferenceLoss.From(new OrpoSpec(0.2)).ShouldBeOfType<OrpoLoss>().Beta.ShouldBe(0.2);
        var kto = PreferenceLoss.From(new KtoSpec(0.1, 2, 3)).ShouldBeOfType<KtoLoss>();
        (kto.DesirableWeight, kto.UndesirableWeight).ShouldBe((2, 3));
    }

    private void WithReference(PreferenceLoss loss, Func<double[], double> plain, double divergence = 0)
    {
        // The reference and the lengths are inputs of the formula, and constants of the loss: the differences run over all the same.
        double[][] inputs = [.. sums, chosenLengths, rejectedLengths];
        Differences.ShouldBePlain(
            inputs,
            x => loss.Losses(new(x[0], x[2], x[4]), new(x[1], x[3], x[5]), divergence) + (x[4] + x[5]) * 0,
            plain, weights);
    }

    private void WithoutReference(PreferenceLoss loss, Func<double[], double> plain) => Differences.ShouldBePlain(
        [sums[0], sums[1], chosenLengths, rejectedLengths],
        x => loss.Losses(new(x[0], null, x[2]), new(x[1], null, x[3])) + (x[2] + x[3]) * 0,
        plain, weights);

    private static double[] Draw(Func<double> one) => [.. Enumerable.Range(0, Pairs).Select(_ => one())];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
