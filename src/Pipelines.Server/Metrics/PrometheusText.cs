using System.Globalization;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Pipelines.Server;

/// <summary>Metrics in Prometheus' text format, version 0.0.4.</summary>
/// <param name="isShown">whether a metric is of this server</param>
internal sealed class PrometheusText(Func<Metric, bool> isShown) : BaseExporter<Metric>
{
    private readonly StringBuilder text = new();

    /// <summary>What was exported last.</summary>
    public string Text => text.ToString();

    /// <inheritdoc/>
    public override ExportResult Export(in Batch<Metric> batch)
    {
        text.Clear();
        var shown = new List<Metric>();
        foreach (var metric in batch)
            if (isShown(metric)) shown.Add(metric);

        // What several meters measure alike is one family, and its lines stand together.
        foreach (var family in shown.GroupBy(MetricNames.Of)) Write(family.Key, [.. family]);
        return ExportResult.Success;
    }

    private void Write(string name, IReadOnlyList<Metric> family)
    {
        text.Append("# HELP ").Append(name).Append(' ').Append(Escaped(family[0].Description, quotes: false)).Append('\n');
        text.Append("# TYPE ").Append(name).Append(' ').Append(TypeOf(family[0].MetricType)).Append('\n');
        foreach (var metric in family)
            foreach (ref readonly var point in metric.GetMetricPoints())
            {
                var labels = Labels(metric, point.Tags);
                if (metric.MetricType == MetricType.Histogram) WriteHistogram(name, labels, point);
                else WriteLine(name, labels, ValueOf(metric.MetricType, point));
            }
    }

    private void WriteHistogram(string name, string labels, in MetricPoint point)
    {
        var below = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
            WriteLine(name + "_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"", below);
        }

        WriteLine(name + "_sum", labels, point.GetHistogramSum());
        WriteLine(name + "_count", labels, point.GetHistogramCount());
    }

    private void WriteLine(string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Labels(Metric metric, ReadOnlyTagCollection tags)
    {
        var labels = new List<string>();
        foreach (var (key, value) in metric.MeterTags ?? []) labels.Add(Label(key, value));
        foreach (var (key, value) in tags) labels.Add(Label(key, value));
        return string.Join(',', labels);
    }

    private static string Label(string key, object? value) =>
        $"{MetricNames.Allowed(key)}=\"{Escaped(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", quotes: true)}\"";

    private static string Escaped(string value, bool quotes)
    {
        value = value.Replace("\\", "\\\\").Replace("\n", "\\n");
        return quotes ? value.Replace("\"", "\\\"") : value;
    }

    private static double ValueOf(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    private static string TypeOf(MetricType type) => type switch
    {
        MetricType.Histogram => "histogram",
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        _ => "gauge",
    };

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
