using System.CommandLine;
using System.Globalization;
using Pipelines.Runtime.Runs;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary><c>runs list | show | compare | push</c>: what was recorded of earlier runs.</summary>
internal sealed class RunsCommand
{
    private const int IdDigits = 8;

    private readonly Workspace workspace;
    private readonly ProgramOutput output;

    public RunsCommand(Pipeline pipeline, Workspace workspace, ProgramOutput output)
    {
        this.workspace = workspace;
        this.output = output;
        var most = new Option<int>("--most") { Description = "At most so many", DefaultValueFactory = _ => 20, HelpName = "number" };
        var list = new Command("list", "Lists runs, newest first") { most };
        list.SetAction(result => List(result.GetValue(most)));

        var id = new Argument<string>("id") { Description = "The run's id, or the beginning of it" };
        var show = new Command("show", "Shows all that a run recorded") { id };
        show.SetAction(result => Show(result.GetValue(id)!));

        var ids = new Argument<string[]>("ids") { Description = "Ids, or the beginnings of them", Arity = new ArgumentArity(2, 100) };
        var compare = new Command("compare", "Sets runs side by side: parameters that differ, and all metrics") { ids };
        compare.SetAction(result => Compare(result.GetValue(ids)!));
        Command = new Command("runs", "Shows what was recorded of earlier runs") 
        {
            list, show, compare, new PushCommand(pipeline, workspace, output).Command,
        };
    }

    public Command Command { get; }

    private int List(int most)
    {
        using var store = Open();
        var table = new TextTable("id", "stage", "status", "started", "time", "result");
        foreach (var run in store?.Runs(most: most) ?? [])
        {
            var tags = store!.Find(run.Id)!.Tags;
            table.Add(
                run.Id[..IdDigits], run.Name, Status(run), Started(run),
                run.Ended is { } end ? Quantity.Clock(end - run.Started) : null,
                tags.GetValueOrDefault(RunTags.Result) ?? tags.GetValueOrDefault(RunTags.Error)?.Split('\n')[0]);
        }
        output.Out.Write(store is null ? $" There are no runs yet in {Workspace.Display(workspace.Runs)}.\n" : table.ToString());
        return 0;
    }

    private int Show(string id)
    {
        using var store = Open();
        var record = Find(store, id);
        var run = record.Run;
        output.Out.WriteLine($" {run.Name} · {run.Experiment} · {run.Id}");
        var end = run.Ended is { } ended ? $" · {Quantity.Clock(ended - run.Started)}" : "";
        output.Out.WriteLine($" {Status(run)} · {Started(run)}{end}");
        Section("metrics", ["metric", "value", "step"], record.Metrics.Values.OrderBy(metric => metric.Key, StringComparer.Ordinal)
            .Select(metric => new[] { metric.Key, Number(metric.Value), metric.Step.ToString(CultureInfo.InvariantCulture) }));
        Section("params", ["param", "value"], Pairs(record.Params));
        Section("tags", ["tag", "value"], Pairs(record.Tags));
        Section("files", ["file", "size"], record.Artifacts.Select(file => new[] { file.Path, Quantity.Bytes(file.Size) }));
        return 0;
    }

    private int Compare(IReadOnlyList<string> ids)
    {
        using var store = Open();
        var records = ids.Select(id => Find(store, id)).ToArray();
        string[] headings = ["", .. records.Select(record => $"{record.Run.Name} {record.Run.Id[..IdDigits]}")];
        var differing = Keys(records, record => record.Params.Keys)
            .Where(key => records.Select(record => record.Params.GetValueOrDefault(key)).Distinct().Count() > 1);
        Section("params that differ", headings, differing
            .Select(key => (string[])[key, .. records.Select(record => record.Params.GetValueOrDefault(key) ?? "–")]));
        Section("metrics", headings, Keys(records, record => record.Metrics.Keys)
            .Select(key => (string[])[key, .. records.Select(record => Latest(record, key))]));
        return 0;
    }

    private static IEnumerable<string> Keys(IEnumerable<RunRecord> records, Func<RunRecord, IEnumerable<string>> keys) =>
        records.SelectMany(keys).Distinct().Order(StringComparer.Ordinal);

    private void Section(string title, string[] headings, IEnumerable<string[]> rows)
    {
        var table = new TextTable(headings);
        foreach (var row in rows) table.Add(row);
        output.Out.Write($"\n {title}{(table.IsEmpty ? ": none\n" : $"\n{table}")}");
    }

    private static IEnumerable<string[]> Pairs(IReadOnlyDictionary<string, string> pairs) =>
        pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new[] { pair.Key, pair.Value.ReplaceLineEndings(" ⏎ ") });

    private static string Status(Run run) => run.Status.ToString().ToLowerInvariant();

    private static string Started(Run run) => run.Started.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Latest(RunRecord record, string key) =>
        record.Metrics.TryGetValue(key, out var metric) ? Number(metric.Value) : "–";

    private static string Number(double value) =>
        value.ToString(Math.Abs(value) is >= 1e6 and < 1e15 ? "N0" : "G6", CultureInfo.InvariantCulture);

    private SqliteTrackingStore? Open() => File.Exists(workspace.Runs) ? new SqliteTrackingStore(workspace.Runs) : null;

    private RunRecord Find(SqliteTrackingStore? store, string id) =>
        store?.Find(id)
            ?? throw new PipelineException($"there is no run '{id}' in {Workspace.Display(workspace.Runs)}; 'runs list' shows them all");
}
