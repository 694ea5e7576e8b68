using Pipelines.Runtime.Repeating;
using Pipelines.Tracking;

namespace Pipelines.Runtime.Tests;

public class ComparedMetrics
{
    [Fact]
    public void One_bit_is_a_difference_and_what_is_no_number_is_none()
    {
        Compare(("loss", [0.1, 0.2, double.NaN]), ("loss", [0.1, 0.2, double.NaN])).Differences.ShouldBeEmpty();

        var found = Compare(("loss", [0.1, 0.2, 0.3]), ("loss", [0.1, Math.BitIncrement(0.2), 0.4])).Differences.ShouldHaveSingleItem();

        (found.Key, found.Step, found.Then).ShouldBe(("loss", 1, 0.2));
        found.Relative.ShouldNotBeNull().ShouldBe(Math.Pow(2, -52), Math.Pow(2, -53) + 1e-17);
        Compare(("loss", [0.0]), ("loss", [-0.0])).Differences.Count.ShouldBe(1);
        Compare(("loss", [1]), ("loss", [double.NaN])).Differences[0].Relative.ShouldBeNull();
    }

    [Fact]
    public void A_repeat_may_go_on_after_a_run_that_was_stopped_but_not_after_one_that_ended()
    {
        Compare(("loss", [3, 2]), ("loss", [3, 2, 1]), wholeFrom: long.MaxValue).Differences.ShouldBeEmpty();
        Compare(("loss", [3, 2]), ("loss", [3, 2, 1])).Differences.ShouldBe([new("loss", 2, null, 1)]);
        Compare(("loss", [3, 2, 1]), ("loss", [3, 2]), wholeFrom: long.MaxValue).Differences.ShouldBe([new("loss", 2, 1, null)]);
        Compare(("loss", [3]), ("other", [3]), wholeFrom: long.MaxValue).Differences.ShouldBe([new("loss", 0, 3, null)]);
    }

    [Fact]
    public void A_run_that_went_on_may_lack_what_the_stopped_one_had_not_written()
    {
        Metric[] then = [new("loss", 9, 0, default), new("loss", 5, 4, default)];
        Metric[] now = [new("loss", 9, 0, default), new("loss", 7, 2, default), new("loss", 5, 4, default), new("loss", 4, 5, default)];
        Of(then, now, wholeFrom: 4).Differences.ShouldBe([new("loss", 5, null, 4)]);
        Of(then, now[..3], wholeFrom: 4).Differences.ShouldBeEmpty();
    }

    [Fact]
    public void Several_measurements_of_a_step_are_compared_in_their_order()
    {
        var then = new Metric[] { new("loss", 1, 5, default), new("loss", 2, 5, default) };
        var now = new Metric[] { new("loss", 1, 5, default), new("loss", 3, 5, default) };
        Of(then, now).Differences.ShouldBe([new("loss", 5, 2, 3)]);
        Of(then, [then[1], then[0]]).Differences.ShouldBe([new("loss", 5, 1, 2)]);
    }

    [Fact]
    public void Clock_and_memory_are_left_out()
    {
        var found = Compare(("train/tokens_per_second", [1, 2]), ("train/tokens_per_second", [7]));
        (found.Keys, found.Measurements, found.Differences.Count).ShouldBe((0, 0L, 0));
    }

    private static MetricComparison Compare((string Key, double[] Values) then, (string Key, double[] Values) now, long wholeFrom = long.MinValue) =>
        Of(Curve(then), Curve(now), wholeFrom);

    private static Metric[] Curve((string Key, double[] Values) curve) =>
        [.. curve.Values.Select((value, step) => new Metric(curve.Key, value, step, default))];

    private static MetricComparison Of(Metric[] then, Metric[] now, long wholeFrom = long.MinValue) => MetricComparison.Of(ByKey(then), ByKey(now), wholeFrom);

    private static Dictionary<string, IReadOnlyList<Metric>> ByKey(Metric[] metrics) =>
        metrics.GroupBy(metric => metric.Key).ToDictionary(group => group.Key, group => (IReadOnlyList<Metric>)[.. group]);
}
