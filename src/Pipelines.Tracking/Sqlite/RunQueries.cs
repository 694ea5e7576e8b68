using Microsoft.Data.Sqlite;

namespace Pipelines.Tracking.Sqlite;

/// <summary>Reads runs, and what was recorded of them.</summary>
internal static class RunQueries
{
    private const string SelectRun = """
        SELECT runs.id, experiments.name, runs.name, parent, status, started, ended
        FROM runs JOIN experiments ON experiments.number = runs.experiment
        """;

    private const string OfRun = "WHERE run = (SELECT number FROM runs WHERE id = $0)";

    private const string OfNewest = "WHERE run IN (SELECT number FROM runs ORDER BY started DESC, number DESC LIMIT $0)";

    public static List<Run> Newest(SqliteConnection connection, string? experiment, int most) => connection.Query(
        $"{SelectRun} WHERE $0 IS NULL OR experiments.name = $0 ORDER BY started DESC, runs.number DESC LIMIT $1",
        ReadRun, experiment, most);

    /// <summary>Runs whose ids begin with hexadecimal digits.</summary>
    public static List<Run> Beginning(SqliteConnection connection, string digits, int most) => connection.Query(
        $"{SelectRun} WHERE runs.id GLOB $0 ORDER BY started DESC LIMIT $1", ReadRun, digits + "*", most);

    public static RunRecord Details(SqliteConnection connection, Run run, IReadOnlyList<ArtifactFile> artifacts) => new(
        run,
        connection.Query($"SELECT key, value FROM params {OfRun}", ReadPair, run.Id).ToDictionary(),
        connection.Query(
            $"SELECT keys.name, value, step, time FROM latest_metrics JOIN keys ON keys.number = key {OfRun}", ReadMetric, run.Id)
            .ToDictionary(metric => metric.Key),
        connection.Query($"SELECT key, value FROM tags {OfRun}", ReadPair, run.Id).ToDictionary(),
        artifacts);

    /// <summary>The newest runs in three queries, however many there are; all see the store as it was at one moment.</summary>
    public static List<RunSummary> Summaries(SqliteConnection connection, int most)
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        var tags = connection.Query(
            $"SELECT key, value, runs.id FROM tags JOIN runs ON runs.number = run {OfNewest}",
            row => (Run: row.GetString(2), Tag: ReadPair(row)), most).ToLookup(row => row.Run, row => row.Tag);
        var metrics = connection.Query(
            $"""
            SELECT keys.name, value, step, time, runs.id FROM latest_metrics
            JOIN keys ON keys.number = key JOIN runs ON runs.number = run {OfNewest}
            """,
            row => (Run: row.GetString(4), Metric: ReadMetric(row)), most).ToLookup(row => row.Run, row => row.Metric);
        return Newest(connection, experiment: null, most)
            .ConvertAll(run => new RunSummary(run, tags[run.Id].ToDictionary(), metrics[run.Id].ToDictionary(metric => metric.Key)));
    }

    public static List<Metric> History(SqliteConnection connection, string run, string key) => connection.Query(
        $"""
        SELECT keys.name, value, step, time FROM metrics JOIN keys ON keys.number = metrics.key
        {OfRun} AND keys.name = $1 ORDER BY step, time, metrics.rowid
        """,
        ReadMetric, run, key);

    private static Run ReadRun(SqliteDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.Text(3), StatusNames.Parse(row.GetString(4)),
        row.Time(5), row.IsDBNull(6) ? null : row.Time(6));

    private static Metric ReadMetric(SqliteDataReader row) =>
        new(row.GetString(0), row.IsDBNull(1) ? double.NaN : row.GetDouble(1), row.GetInt64(2), row.Time(3));

    private static KeyValuePair<string, string> ReadPair(SqliteDataReader row) => new(row.GetString(0), row.GetString(1));
}
