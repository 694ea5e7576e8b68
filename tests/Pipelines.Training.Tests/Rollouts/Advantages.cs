using Pipelines.Spec;
using Pipelines.Torch.Tests;

namespace Pipelines.Training.Tests.Rollouts;

public sealed class Advantages
{
    [Theory]
    [InlineData(1, 0.95)]
    [InlineData(0.9, 0.8)]
    [InlineData(0.97, 0)]
    [InlineData(1, 1)]
    public void Generalized_estimates_are_the_weighted_sums_of_their_definition(double gamma, double lambda)
    {
        var (rewards, values) = (Numbers.Draw(1, 13), Numbers.Draw(2, 13));
        // Equation 16 as it stands: A_t is the sum over l of (γλ)^l · δ_{t+l}.
        var expected = Enumerable.Range(0, 13).Select(t => Enumerable.Range(t, 13 - t).Sum(s =>
            Math.Pow(gamma * lambda, s - t) * (rewards[s] + gamma * (s + 1 < 13 ? values[s + 1] : 0) - values[s])));

        GeneralizedAdvantage.Estimate(rewards, values, gamma, lambda).ShouldBe(expected, 1e-12);
    }

    [Fact]
    public void With_lambda_one_they_are_discounted_returns_less_the_values()
    {
        var (rewards, values) = (Numbers.Draw(3, 9), Numbers.Draw(4, 9));
        var advantages = GeneralizedAdvantage.Estimate(rewards, values, 0.9, 1);
        for (var t = 0; t < 9; t++)
            (advantages[t] + values[t]).ShouldBe(Enumerable.Range(t, 9 - t).Sum(s => Math.Pow(0.9, s - t) * rewards[s]), 1e-12);
    }

    [Fact]
    public void Values_must_match_rewards() =>
        Should.Throw<ArgumentException>(() => GeneralizedAdvantage.Estimate([1, 2], [1], 1, 1)).Message.ShouldContain("1 values for 2");

    [Theory]
    [InlineData(false, "(x - x.mean()) / torch.sqrt(x.var(unbiased=True) + 1e-8)")]
    [InlineData(true, "(x - x.mean()) / torch.sqrt(x.var(unbiased=True) + 1e-8) + x.mean()")]
    public void Whitened_numbers_have_deviation_one(bool keepMean, string definition)
    {
        var numbers = Numbers.Draw(5, 31, 7).Select(number => number + 3).ToArray();
        var expected = Python.Evaluate($"x = {numbers.Python()}\nresult = {definition}").Elements;
        Whitening.Whiten(numbers, keepMean);

        numbers.ShouldBe(expected, 1e-10);
    }

    [Fact]
    public void A_single_number_is_not_whitened()
    {
        double[] one = [2.5];
        Whitening.Whiten(one);
        one.ShouldBe([2.5]);
    }

    [Theory]
    [InlineData(AdvantageScale.Group, "(g - g.mean(1, keepdim=True)) / (g.std(1, keepdim=True) + 1e-4)")]
    [InlineData(AdvantageScale.Batch, "(g - g.mean(1, keepdim=True)) / (g.std() + 1e-4)")]
    [InlineData(AdvantageScale.None, "g - g.mean(1, keepdim=True)")]
    public void Those_of_groups_are_relative_to_their_group(AdvantageScale scale, string definition)
    {
        var rewards = Numbers.Draw(6, 24, 2);
        var expected = Python.Evaluate($"g = {rewards.Python()}.view(4, 6)\nresult = {definition}").Elements;

        GroupAdvantage.Estimate(rewards, 6, scale).ShouldBe(expected, 1e-10);
    }

    [Fact]
    public void Groups_whose_rewards_are_all_equal_teach_nothing_and_are_told()
    {
        double[] rewards = [1, 1, 1, 0, 1, 0, 0.3, 0.3, 0.3];
        GroupAdvantage.Equal(rewards, 3).ShouldBe([true, false, true]);
        GroupAdvantage.Estimate(rewards, 3, AdvantageScale.Group).Where((_, i) => i / 3 != 1).ShouldAllBe(advantage => advantage == 0);
    }

    [Fact]
    public void Rewards_that_are_no_whole_groups_are_refused() =>
        Should.Throw<ArgumentException>(() => GroupAdvantage.Estimate([1, 2, 3], 2, AdvantageScale.None))
            .Message.ShouldContain("groups of 2");
}
