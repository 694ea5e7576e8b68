using System.Numerics;

namespace Pipelines.Training.Tests;

public sealed class Estimates
{
    [Fact]
    public void Pass_at_k_is_the_share_of_all_choices_of_k_answers_with_one_that_passes()
    {
        for (var n = 1; n <= 8; n++)
            for (var c = 0; c <= n; c++)
                for (var k = 1; k <= n; k++)
                {
                    var choices = Enumerable.Range(0, 1 << n).Where(set => BitOperations.PopCount((uint)set) == k).ToArray();
                    var passing = choices.Count(set => (set & ((1 << c) - 1)) != 0);
                    PassAtK.Estimate(n, c, k).ShouldBe(passing / (double)choices.Length, 1e-12, $"n {n}, c {c}, k {k}");
                }
    }

    [Fact]
    public void Pass_at_k_of_many_answers_does_not_overflow()
    {
        PassAtK.Estimate(10_000, 1, 5_000).ShouldBe(0.5, 1e-9);
        Should.Throw<ArgumentOutOfRangeException>(() => PassAtK.Estimate(4, 1, 5));
        Should.Throw<ArgumentOutOfRangeException>(() => PassAtK.Estimate(4, 5, 1));
    }

    // Solutions of |p − v| = z √(v (1 − v) / n) for v, which is what the interval of Wilson is; found by bisection.
    [Theory]
    [InlineData(0, 10)]
    [InlineData(8, 10)]
    [InlineData(10, 10)]
    [InlineData(3, 200)]
    public void The_interval_of_a_rate_ends_where_the_rate_would_be_a_chance_of_one_in_forty(int right, int count)
    {
        var rate = Measure.Rate("accuracy", [.. Enumerable.Range(0, count).Select(i => i < right ? 1.0 : 0)]);
        var p = right / (double)count;
        rate.Value.ShouldBe(p);
        rate.Interval!.Value.Low.ShouldBe(Solve(0, p), 1e-5);
        rate.Interval!.Value.High.ShouldBe(Solve(1, p), 1e-5);

        double Solve(double outer, double inner)
        {
            for (var i = 0; i < 60; i++)
            {
                var v = (outer + inner) / 2;
                if (Math.Abs(p - v) > 1.959964 * Math.Sqrt(v * (1 - v) / count)) outer = v;
                else inner = v;
            }
            return (outer + inner) / 2;
        }
    }

    [Fact]
    public void Shares_between_right_and_wrong_are_surer_than_rights_and_wrongs()
    {
        var halves = Measure.Rate("pass@2", [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 0.4 : 0.6)]).Interval!.Value;
        var wholes = Measure.Rate("pass@2", [.. Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 0.0 : 1)]).Interval!.Value;
        (halves.High - halves.Low).ShouldBeLessThan((wholes.High - wholes.Low) / 3);
    }

    [Fact]
    public void Reasons_that_differ_in_what_they_quote_are_counted_together() => FailureReasons.Count(
    [
        "says 5, not 7", "says -1,000, not 2.5", null, "has no number", "is not 'Paris'", "is not 'Rome'",
        "gives other rows: (1) instead of (2)",
        "says 1/2, not 3",
    ]).ShouldBe(
    [
        new("says …, not …", 3), new("is not …", 2), new("gives other rows: … instead of …", 1), new("has no number", 1),
    ]);
}
