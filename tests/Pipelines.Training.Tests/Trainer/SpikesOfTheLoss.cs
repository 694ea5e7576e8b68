namespace Pipelines.Training.Tests;

public sealed class SpikesOfTheLoss
{
    [Fact]
    public void A_loss_that_falls_with_noise_is_no_spike()
    {
        var random = new Random(1);
        var watch = new LossWatch();
        for (var step = 0; step < 5000; step++)
            watch.Spiked(2 + 6 * Math.Exp(-step / 50.0) + 0.3 * (random.NextDouble() - 0.5)).ShouldBeFalse($"step {step}");
    }

    [Fact]
    public void A_few_bad_batches_are_no_spike()
    {
        var watch = Settled();
        for (var batch = 0; batch < 4; batch++) watch.Spiked(9).ShouldBeFalse();
        watch.Spiked(3).ShouldBeFalse();
        watch.Spiked(9).ShouldBeFalse();
    }

    [Fact]
    public void A_loss_that_stays_far_above_its_course_is()
    {
        var watch = Settled();
        Enumerable.Range(0, 10).Select(_ => watch.Spiked(8)).TakeWhile(spiked => !spiked).Count().ShouldBe(4);
    }

    [Fact]
    public void Statistics_go_on_where_a_checkpoint_left_them()
    {
        var watch = Settled();
        var restored = new LossWatch();
        restored.Restore(watch.Mean, watch.Variance);

        restored.Mean.ShouldBe(watch.Mean);
        restored.Variance.ShouldBe(watch.Variance);
        restored.Mean.ShouldBe(3, 0.2);
    }

    private static LossWatch Settled()
    {
        var random = new Random(2);
        var watch = new LossWatch();
        for (var step = 0; step < 300; step++) watch.Spiked(3 + 0.2 * (random.NextDouble() - 0.5));
        return watch;
    }
}
