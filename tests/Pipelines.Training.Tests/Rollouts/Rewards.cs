using Pipelines.Spec;

namespace Pipelines.Training.Tests.Rollouts;

public sealed class Rewards
{
    [Fact]
    public void Each_token_pays_for_its_divergence_and_the_last_gets_the_score()
    {
        TokenRewards.Of([0.5, -0.25, 2], 0.1, 3).ShouldBe([-0.05, 0.025, 2.8], 1e-15);
        Should.Throw<ArgumentException>(() => TokenRewards.Of([], 0.1, 3));
    }

    [Fact]
    public void The_estimators_of_divergence_are_right_in_the_mean()
    {
        // Over all tokens of a small vocabulary, weighted by their probability, both are the divergence itself.
        double[] policy = [0.5, 0.3, 0.2], reference = [0.2, 0.2, 0.6];
        var divergence = policy.Zip(reference, (p, q) => p * Math.Log(p / q)).Sum();
        foreach (var estimator in Enum.GetValues<KlEstimator>())
            policy.Zip(reference, (p, q) => p * KlEstimate.Of(estimator, Math.Log(p), Math.Log(q))).Sum().ShouldBe(divergence, 1e-12);
        KlEstimate.Of(KlEstimator.K1, Math.Log(0.2), Math.Log(0.6)).ShouldBeLessThan(0);
        KlEstimate.Of(KlEstimator.K3, Math.Log(0.2), Math.Log(0.6)).ShouldBe(3 - 1 - Math.Log(3), 1e-12);
    }

    [Theory]
    [InlineData(10, 0)]
    [InlineData(80, 0)]
    [InlineData(85, -0.25)]
    [InlineData(90, -0.5)]
    [InlineData(100, -1)]
    public void Long_answers_lose_up_to_one(int length, double penalty) =>
        OverlongPenalty.Of(length, longest: 100, margin: 20).ShouldBe(penalty, 1e-12);

    [Fact]
    public void Without_a_margin_long_answers_lose_nothing() => OverlongPenalty.Of(100, longest: 100, margin: 0).ShouldBe(0);

    [Fact]
    public void A_fixed_coefficient_stays()
    {
        var control = new KlControl(0.05, target: null, horizon: 100);
        control.Observe(40, 64);
        control.Coefficient.ShouldBe(0.05);
    }

    [Fact]
    public void An_adaptive_coefficient_leads_divergence_to_its_target()
    {
        var control = new KlControl(0.1, target: 6, horizon: 1000);
        control.Observe(60, 100);
        control.Coefficient.ShouldBe(0.1 * (1 + 0.2 * 100 / 1000), 1e-15);
        control.Observe(5.4, 100);
        control.Coefficient.ShouldBe(0.102 * (1 - 0.1 * 100 / 1000), 1e-15);

        // A policy whose divergence is 1 / β settles where that is the target.
        for (var round = 0; round < 500; round++) control.Observe(1 / control.Coefficient, 64);
        control.Coefficient.ShouldBe(1 / 6.0, 1e-3);
    }

    [Fact]
    public void Explained_variance_tells_values_that_know_from_those_that_do_not()
    {
        double[] returns = [1, 2, 4, 9];
        ExplainedVariance.Of(returns, returns).ShouldBe(1);
        ExplainedVariance.Of([3, 3, 3, 3], returns).ShouldBe(0, 1e-12);
        ExplainedVariance.Of([9, 4, 2, 1], returns).ShouldBeLessThan(0);
        ExplainedVariance.Of([1, 2, 3], [5, 5, 5]).ShouldBe(0);
    }
}
