using System.CommandLine;
using System.Globalization;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary><c>runs show</c>: all that a run recorded, and how its measurements went.</summary>
internal static class ShowRun
{
    private const int SparklineWidth = 32;

    public static Command Command(RecordedRuns recorded, ProgramOutput output)
    {
        var id = RunsCommand.Id();
        var plot = new Option<string?>("--plot") { Description = "Draws one metric by step", HelpName = "metric" };
        var command = new Command("show", "Shows all that a run recorded") { id, plot };
        command.SetAction(result =>
        {
            using var store = recorded.OpenFor(result.GetValue(id)!);
            var record = recorded.Find(store, result.GetValue(id)!);
            output.Out.Write(result.GetValue(plot) is { } metric ? Chart(store, record, metric) : All(store, record));
            return 0;
        });
        return command;
    }

    /// <summary>A run's metric as a chart, on the scale of <paramref name="range"/> or its own.</summary>
    /// <exception cref="PipelineException">the run has no such metric</exception>
    public static string Chart(SqliteTrackingStore store, RunRecord record, string metric, PlotRange? range = null)
    {
        var points = Points(store, record, metric);
        return $" {record.Run.Name} {RecordedRuns.ShortId(record.Run)} · {metric}\n{BrailleChart.Of(points, range ?? PlotRange.Of(points))}";
    }

    /// <summary>A metric's history.</summary>
    /// <exception cref="PipelineException">the run has no such metric</exception>
    public static IReadOnlyList<(double Step, double Value)> Points(SqliteTrackingStore store, RunRecord record, string metric)
    {
        if (!record.Metrics.ContainsKey(metric))
            throw new PipelineException(
                $"run {RecordedRuns.ShortId(record.Run)} has no metric '{metric}'; it has {string.Join(", ", record.Metrics.Keys.Order(StringComparer.Ordinal))}");
        return [.. store.History(record.Run.Id, metric).Select(point => ((double)point.Step, point.Value))];
    }

    private static string All(SqliteTrackingStore store, RunRecord record)
    {
        var run = record.Run;
        var end = run.Ended is null ? "" : $" · {RecordedRuns.Time(run)}";
        return $" {run.Name} · {run.Experiment} · {run.Id}\n {RecordedRuns.Status(run)} · {RecordedRuns.Started(run)}{end}\n"
            + RecordedRuns.Section(
                "metrics", ["metric", "value", "step", "by step"],
                record.Metrics.Values.OrderBy(metric => metric.Key, StringComparer.Ordinal).Select(metric => new[]
                {
                    metric.Key, RecordedRuns.Number(metric.Value), metric.Step.ToString(CultureInfo.InvariantCulture),
                    Sparkline.Of([.. store.History(run.Id, metric.Key).Select(point => point.Value)], SparklineWidth),
                }))
            + RecordedRuns.Section("params", ["param", "value"], Pairs(record.Params))
            + RecordedRuns.Section("tags", ["tag", "value"], Pairs(record.Tags))
            + RecordedRuns.Section(
                "files", ["file", "size"], record.Artifacts.Select(file => new[] { file.Path, Quantity.Bytes(file.Size) }));
    }

    private static IEnumerable<string[]> Pairs(IReadOnlyDictionary<string, string> pairs) =>
        pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new[] { pair.Key, pair.Value.ReplaceLineEndings(" ⏎ ") });
}
