using Microsoft.Data.Sqlite;
using Pipelines.Tracking.Mlflow;

namespace Pipelines.Tracking.Sqlite;

/// <summary>How far a run has been sent to a server.</summary>
/// <param name="Remote">its id there</param>
/// <param name="Artifacts">where the server says that its files are</param>
/// <param name="LastMetric">the row of the last measurement that arrived; 0 for none</param>
/// <param name="IsComplete">whether all of an ended run arrived</param>
internal sealed record Push(string Remote, string Artifacts, long LastMetric, bool IsComplete)
{
    /// <summary>The run as the server has it.</summary>
    public MlflowRun OnServer => new(Remote, Artifacts);

    private const string OfRun = "WHERE run = (SELECT number FROM runs WHERE id = $0)";

    public static Push? Find(SqliteConnection connection, string run, string server) => connection.Query(
        $"SELECT remote, artifacts, last_metric, complete FROM pushes {OfRun} AND server = $1",
        row => new Push(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetBoolean(3)), run, server).FirstOrDefault();

    public void Save(SqliteConnection connection, string run, string server) => connection.Execute(
        """
        INSERT INTO pushes SELECT number, $1, $2, $3, $4, $5 FROM runs WHERE id = $0
        ON CONFLICT DO UPDATE SET remote = excluded.remote, artifacts = excluded.artifacts,
            last_metric = excluded.last_metric, complete = excluded.complete
        """,
        run, server, Remote, Artifacts, LastMetric, IsComplete);

    /// <summary>Ids of runs that have not arrived whole, oldest first, so that a run's parent goes before it.</summary>
    public static List<string> Missing(SqliteConnection connection, string server) => connection.Query(
        """
        SELECT id FROM runs WHERE NOT EXISTS
            (SELECT 1 FROM pushes WHERE pushes.run = runs.number AND pushes.server = $0 AND complete)
        ORDER BY number
        """,
        row => row.GetString(0), server);

    /// <summary>Measurements of a run after a row, in the order in which they were written.</summary>
    public static List<(long Row, Metric Metric)> Metrics(SqliteConnection connection, string run, long after, int most) => connection.Query(
        $"""
        SELECT metrics.rowid, keys.name, value, step, time FROM metrics JOIN keys ON keys.number = metrics.key
        {OfRun} AND metrics.rowid > $1 ORDER BY metrics.rowid LIMIT $2
        """,
        row => (row.GetInt64(0), new Metric(row.GetString(1), row.IsDBNull(2) ? double.NaN : row.GetDouble(2), row.GetInt64(3), row.Time(4))),
        run, after, most);
}
