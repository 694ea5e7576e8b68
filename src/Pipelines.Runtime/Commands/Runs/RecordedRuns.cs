using System.Globalization;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary>The runs of a project, and how they are written for people.</summary>
/// <param name="workspace">where they are</param>
internal sealed class RecordedRuns(Workspace workspace)
{
    private const int IdDigits = 8;

    /// <summary>Where they are, for people.</summary>
    public string Location => Workspace.Display(workspace.Runs);

    /// <summary>The store; null while there is none.</summary>
    public SqliteTrackingStore? Open() => File.Exists(workspace.Runs) ? new SqliteTrackingStore(workspace.Runs) : null;

    /// <summary>The store, where runs are wanted that must be in it.</summary>
    /// <exception cref="PipelineException">there is none</exception>
    public SqliteTrackingStore OpenFor(string id) => Open() ?? throw NoSuch(id);

    /// <exception cref="PipelineException">there is no such run</exception>
    public RunRecord Find(SqliteTrackingStore store, string id) => store.Find(id) ?? throw NoSuch(id);

    public static string ShortId(Run run) => run.Id[..IdDigits];

    public static string Status(Run run) => run.Status.ToString().ToLowerInvariant();

    public static string Started(Run run) => run.Started.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Time(Run run) => run.Ended is { } end ? Quantity.Clock(end - run.Started) : "";

    public static string Number(double value) =>
        value.ToString(Math.Abs(value) is >= 1e6 and < 1e15 ? "N0" : "G6", CultureInfo.InvariantCulture);

    /// <summary>A table with a title above it.</summary>
    public static string Section(string title, string[] headings, IEnumerable<string[]> rows)
    {
        var table = new TextTable(headings);
        foreach (var row in rows) table.Add(row);
        return $"\n {title}{(table.IsEmpty ? ": none\n" : $"\n{table}")}";
    }

    private PipelineException NoSuch(string id) => new($"there is no run '{id}' in {Location}; 'runs list' shows them all");
}
