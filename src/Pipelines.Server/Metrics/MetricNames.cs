using OpenTelemetry.Metrics;

namespace Pipelines.Server;

/// <summary>Names as Prometheus has them: letters, digits and underscores, seconds and totals said at the end.</summary>
internal static class MetricNames
{
    private const string OwnMeter = "Pipelines.Serving", OwnPrefix = "pipelines_";

    /// <summary>The name of a metric.</summary>
    public static string Of(Metric metric)
    {
        var name = (metric.MeterName == OwnMeter ? OwnPrefix : "") + Allowed(metric.Name);
        if (metric.Unit == "s" && !name.EndsWith("_seconds", StringComparison.Ordinal)) name += "_seconds";
        var isCounter = metric.MetricType is MetricType.LongSum or MetricType.DoubleSum;
        if (isCounter && !name.EndsWith("_total", StringComparison.Ordinal)) name += "_total";
        return name;
    }

    /// <summary>A name with underscores for what Prometheus does not allow in one.</summary>
    public static string Allowed(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
}
