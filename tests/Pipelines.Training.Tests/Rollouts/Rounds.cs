namespace Pipelines.Training.Tests.Rollouts;

public sealed class Rounds
{
    [Fact]
    public void Each_pass_sees_each_answer_once_in_micro_batches_that_are_not_too_large()
    {
        var plan = new RoundPlan(Answers: 26, Passes: 3, MiniBatches: 4, Batch: 3, Seed: 7);
        plan.Steps.ShouldBe(12);
        plan.MicroBatches.ShouldBe(3);
        int[] kept = [.. Enumerable.Range(0, 26)];
        var orders = new List<string>();
        for (var pass = 0; pass < 3; pass++)
        {
            var steps = Enumerable.Range(24 + 4 * pass, 4).Select(step => Step(plan, step, kept)).ToArray();
            steps.SelectMany(micros => micros).ShouldAllBe(micro => micro.Count <= 3);
            steps.ShouldAllBe(micros => micros.Sum(micro => micro.Count) >= 6);
            var seen = steps.SelectMany(micros => micros).SelectMany(micro => micro).ToArray();
            seen.Order().ShouldBe(kept);
            orders.Add(string.Join(' ', seen));
        }

        orders.Distinct().Count().ShouldBe(3, "each pass has an order of its own");
    }

    [Fact]
    public void Answers_that_are_left_out_are_in_no_step()
    {
        var plan = new RoundPlan(Answers: 12, Passes: 1, MiniBatches: 2, Batch: 2, Seed: 7);
        int[] kept = [1, 4, 5];
        Enumerable.Range(0, 2).SelectMany(step => Step(plan, step, kept)).SelectMany(micro => micro).Order().ShouldBe(kept);
    }

    [Fact]
    public void Rows_of_like_length_come_together()
    {
        var plan = new RoundPlan(Answers: 64, Passes: 1, MiniBatches: 1, Batch: 8, Seed: 7);
        var micros = Step(plan, 0, [.. Enumerable.Range(0, 64)], length: answer => answer % 8);
        micros.ShouldAllBe(micro => micro.Select(answer => answer % 8).Distinct().Count() == 1);
    }

    [Fact]
    public void A_run_may_stop_between_rounds_alone()
    {
        var plan = new RoundPlan(Answers: 4, Passes: 2, MiniBatches: 3, Batch: 4, Seed: 7);
        Enumerable.Range(0, 13).Where(step => plan.Begins(step)).ShouldBe([0, 6, 12]);
        Enumerable.Range(0, 13).Where(step => plan.Ends(step)).ShouldBe([5, 11]);
        plan.RoundOf(5).ShouldBe(0);
        plan.RoundOf(6).ShouldBe(1);
    }

    private static IReadOnlyList<IReadOnlyList<int>> Step(RoundPlan plan, long step, int[] kept, Func<int, int>? length = null) =>
        [.. Enumerable.Range(0, plan.MicroBatches).Select(micro => plan.Get(step, micro, kept, length ?? (_ => 1)))];
}
