using System.CommandLine;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary><c>runs compare</c>: runs side by side.</summary>
internal static class CompareRuns
{
    public static Command Command(RecordedRuns recorded, ProgramOutput output)
    {
        var ids = RunsCommand.Ids(new ArgumentArity(2, 100));
        var plot = new Option<string?>("--plot") { Description = "Draws one metric of each by step, on one scale", HelpName = "metric" };
        var command = new Command("compare", "Sets runs side by side: parameters that differ, and all metrics") { ids, plot };
        command.SetAction(result =>
        {
            var wanted = result.GetValue(ids)!;
            using var store = recorded.OpenFor(wanted[0]);
            var records = wanted.Select(id => recorded.Find(store, id)).ToArray();
            output.Out.Write(result.GetValue(plot) is { } metric ? Charts(store, records, metric) : Tables(records));
            return 0;
        });
        return command;
    }

    /// <summary>The parameters that are not the same in all.</summary>
    public static IEnumerable<string> Differing(IReadOnlyList<RunRecord> records) => Keys(records, record => record.Params.Keys)
        .Where(key => records.Select(record => record.Params.GetValueOrDefault(key)).Distinct().Count() > 1);

    private static string Tables(IReadOnlyList<RunRecord> records)
    {
        string[] headings = ["", .. records.Select(record => $"{record.Run.Name} {RecordedRuns.ShortId(record.Run)}")];
        return RecordedRuns.Section("params that differ", headings, Differing(records)
                .Select(key => (string[])[key, .. records.Select(record => record.Params.GetValueOrDefault(key) ?? "–")]))
            + RecordedRuns.Section("metrics", headings, Keys(records, record => record.Metrics.Keys)
                .Select(key => (string[])[key, .. records.Select(record => Latest(record, key))]));
    }

    private static string Charts(SqliteTrackingStore store, IReadOnlyList<RunRecord> records, string metric)
    {
        var range = PlotRange.Of([.. records.SelectMany(record => ShowRun.Points(store, record, metric))]);
        return string.Join('\n', records.Select(record => ShowRun.Chart(store, record, metric, range)));
    }

    private static IEnumerable<string> Keys(IEnumerable<RunRecord> records, Func<RunRecord, IEnumerable<string>> keys) =>
        records.SelectMany(keys).Distinct().Order(StringComparer.Ordinal);

    private static string Latest(RunRecord record, string key) =>
        record.Metrics.TryGetValue(key, out var metric) ? RecordedRuns.Number(metric.Value) : "–";
}
