using Pipelines.Spec;

namespace Pipelines.Training.Tests.Rollouts;

public sealed class LearningFromRewards : IDisposable
{
    private readonly Playground playground = new();

    public void Dispose() => playground.Dispose();

    [Fact]
    public void Ppo_learns_to_copy_from_weights_that_know_nothing()
    {
        var (listener, outcome) = Ppo(Copying.Ppo, rounds: 45);

        Mean(listener, "objective/scores", rounds: ..3).ShouldBeLessThan(0, "half a point is taken where an end is missing");
        Mean(listener, "objective/scores", rounds: ^5..).ShouldBeGreaterThan(1.05);
        outcome.Final!.Measures["reward"].ShouldBeGreaterThan(0.9);
        Mean(listener, "objective/kl", rounds: ^5..).ShouldBeInRange(2, 8);
        listener.Steps.Count(step => step.Measures.Count > 0).ShouldBe(45, "told once a round");
    }

    [Fact]
    public void A_larger_coefficient_keeps_the_policy_near_its_reference()
    {
        var (free, _) = Ppo(Copying.Ppo, rounds: 15);
        using var other = new Playground();
        var (bound, _) = Ppo(Copying.Ppo with { Kl = 1 }, rounds: 15, other);

        Mean(bound, "objective/kl", rounds: ^3..).ShouldBeLessThan(0.4 * Mean(free, "objective/kl", rounds: ^3..));
    }

    [Theory]
    [InlineData(GroupLoss.Grpo, AdvantageScale.Group, 1)]
    [InlineData(GroupLoss.DrGrpo, AdvantageScale.None, 1)]
    [InlineData(GroupLoss.Dapo, AdvantageScale.Batch, 2)]
    public void Grpo_learns_to_copy_from_weights_that_know_nothing(GroupLoss loss, AdvantageScale scale, int passes)
    {
        var listener = new Listener();
        var plan = new RoundPlan(Answers: 128, passes, MiniBatches: 2, Batch: 64, Seed: 3);
        var options = Copying.Grpo with { Loss = loss, Scale = scale, DropEqual = loss == GroupLoss.Dapo, Kl = 0.01 };
        var outcome = Copying.Trainer(
            playground, options, Copying.Options(30 * plan.Steps), plan, playground.Checkpoints("run"), listener).Run();

        Mean(listener, "reward", rounds: ..2).ShouldBeLessThan(0.25);
        Mean(listener, "reward", rounds: ^3..).ShouldBeGreaterThan(0.8);
        outcome.Final!.Measures["reward"].ShouldBeGreaterThan(0.7);
        Mean(listener, "kl", rounds: ^3..).ShouldBeInRange(0.1, 5);
    }

    private (Listener Listener, TrainingOutcome Outcome) Ppo(PpoOptions options, int rounds, Playground? on = null)
    {
        var (listener, ground) = (new Listener(), on ?? playground);
        var plan = new RoundPlan(Answers: 64, Passes: 4, MiniBatches: 1, Batch: 64, Seed: 3);
        var trainer = Copying.Trainer(ground, options, Copying.Options(rounds * plan.Steps), plan, ground.Checkpoints("run"), listener);
        return (listener, trainer.Run());
    }

    private static double Mean(Listener listener, string name, Range rounds) =>
        listener.Steps.Where(step => step.Measures.Count > 0).Select(step => step.Measures[name]).ToArray()[rounds].Average();
}
