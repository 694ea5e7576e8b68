using Pipelines.Spec;

namespace Pipelines.Training.Tests;

public sealed class LearningRates
{
    [Fact]
    public void A_warm_up_rises_linearly_and_never_starts_at_zero()
    {
        var schedule = new LearningRateSchedule(new ConstantSpec(new StepSpan(4, IsFraction: false)), 10);

        Factors(schedule, 10).ShouldBe([0.2, 0.4, 0.6, 0.8, 1, 1, 1, 1, 1, 1], 1e-12);
    }

    [Fact]
    public void A_cosine_falls_by_half_a_wave_to_its_ratio()
    {
        var schedule = new LearningRateSchedule(new CosineSpec(new StepSpan(2, false), MinRatio: 0.1), 10);

        for (var step = 2; step < 10; step++)
            schedule.Factor(step).ShouldBe(0.1 + 0.9 * Math.Pow(Math.Cos(Math.PI * (step - 2) / 16), 2), 1e-12);
        schedule.Factor(2).ShouldBe(1);
        schedule.Factor(6).ShouldBe(0.55, 1e-12);
        schedule.Factor(10).ShouldBe(0.1, 1e-12);
    }

    [Fact]
    public void Wsd_warms_up_stays_and_decays_linearly()
    {
        var schedule = new LearningRateSchedule(new WsdSpec(new StepSpan(0.1, true), new StepSpan(0.4, true), MinRatio: 0), 10);

        Factors(schedule, 10).ShouldBe([0.5, 1, 1, 1, 1, 1, 1, 0.75, 0.5, 0.25], 1e-12);
    }

    [Fact]
    public void Spans_that_overlap_take_the_lower_rate()
    {
        var schedule = new LearningRateSchedule(new WsdSpec(new StepSpan(8, false), new StepSpan(10, false), MinRatio: 0), 10);

        Factors(schedule, 10).ShouldBe([1 / 9.0, 2 / 9.0, 3 / 9.0, 4 / 9.0, 5 / 9.0, 0.5, 0.4, 0.3, 0.2, 0.1], 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void A_short_run_stays_between_nothing_and_the_peak(long steps)
    {
        ScheduleSpec[] specs =
        [
            new ConstantSpec(new StepSpan(1, true)), new CosineSpec(new StepSpan(1, true), 0.1),
            new CosineSpec(new StepSpan(100, false), 0), new WsdSpec(new StepSpan(0, true), new StepSpan(1, true), 0),
            new WsdSpec(new StepSpan(0, true), new StepSpan(0, true), 0), new WsdSpec(new StepSpan(0, true), new StepSpan(100, false), 0),
        ];
        foreach (var spec in specs)
            Factors(new LearningRateSchedule(spec, steps), steps).ShouldAllBe(factor => factor > 0 && factor <= 1, spec.ToString());
    }

    private static double[] Factors(LearningRateSchedule schedule, long steps) =>
        [.. Enumerable.Range(0, (int)steps).Select(step => schedule.Factor(step))];
}
