using Pipelines.Runtime.Runs;
using Pipelines.Tracking;

namespace Pipelines.Runtime.Repeating;

/// <summary>Where a metric of a repeat parts from that of the run.</summary>
/// <param name="Key">the metric</param>
/// <param name="Step">the first step at which they are not the same number, bit for bit</param>
/// <param name="Then">what the run measured; null where it measured nothing</param>
/// <param name="Now">what the repeat measured; null where it measured nothing</param>
internal sealed record MetricDifference(string Key, long Step, double? Then, double? Now)
{
    /// <summary>|now − then| over the greater of both magnitudes; null where one of them is missing or no number.</summary>
    public double? Relative => Then is { } then && Now is { } now && double.IsFinite(then) && double.IsFinite(now)
        ? Math.Abs(now - then) / Math.Max(Math.Abs(then), Math.Abs(now))
        : null;
}

/// <summary>The measurements of a run beside those of its repeat.</summary>
/// <param name="Keys">metrics that were compared</param>
/// <param name="Measurements">measurements that were compared</param>
/// <param name="Differences">the first of each metric that parts, earliest first</param>
internal sealed record MetricComparison(int Keys, long Measurements, IReadOnlyList<MetricDifference> Differences)
{
    /// <summary>Compares every measurement by key and step; those of <see cref="MetricNames.OfTheMachine"/> are left out.</summary>
    /// <param name="then">the run's, by key</param>
    /// <param name="now">the repeat's, by key</param>
    /// <param name="wholeFrom">the step from which on the run lacks nothing, so that the repeat may not have more than it</param>
    public static MetricComparison Of(
        IReadOnlyDictionary<string, IReadOnlyList<Metric>> then, IReadOnlyDictionary<string, IReadOnlyList<Metric>> now, long wholeFrom)
    {
        var keys = then.Keys.Union(now.Keys).Except(MetricNames.OfTheMachine).ToArray();
        var differences = new List<MetricDifference>();
        var (compared, measurements) = (0, 0L);
        foreach (var key in keys)
        {
            var (before, after) = (BySteps(then, key), BySteps(now, key));
            var steps = before.Keys.Union(after.Keys.Where(at => at.Step >= wholeFrom)).ToArray();
            if (steps.Length > 0) compared++;
            measurements += steps.Length;
            var parts = steps.Where(step => !Same(before.GetValueOrDefault(step), after.GetValueOrDefault(step))).Order().ToArray();
            if (parts is [var first, ..])
                differences.Add(new(key, first.Step, before.GetValueOrDefault(first), after.GetValueOrDefault(first)));
        }
        return new(compared, measurements, [.. differences.OrderBy(one => one.Step).ThenBy(one => one.Key, StringComparer.Ordinal)]);
    }

    /// <summary>Each measurement by its step, and by which of that step's it is.</summary>
    private static Dictionary<(long Step, int Nth), double?> BySteps(IReadOnlyDictionary<string, IReadOnlyList<Metric>> all, string key)
    {
        var steps = new Dictionary<(long, int), double?>();
        if (!all.TryGetValue(key, out var history)) return steps;
        foreach (var step in history.GroupBy(metric => metric.Step))
            foreach (var (nth, metric) in step.Index()) steps[(step.Key, nth)] = metric.Value;
        return steps;
    }

    /// <summary>Equal in every bit; what is no number is equal to what is none either, whatever its bits.</summary>
    private static bool Same(double? then, double? now) => (then, now) switch
    {
        (null, null) => true,
        ({ } a, { } b) => BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || (double.IsNaN(a) && double.IsNaN(b)),
        _ => false,
    };
}
