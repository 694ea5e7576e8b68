using Microsoft.Data.Sqlite;

namespace Pipelines.Tracking.Sqlite;

/// <summary>Runs that go on as far as the store knows, and whose process is no more.</summary>
internal static class OrphanedRuns
{
    /// <summary>Ends them.</summary>
    /// <returns>how many runs were looked at</returns>
    public static int End(SqliteConnection connection)
    {
        var running = connection.Query(
            $"""
            SELECT runs.number, tags.value FROM runs JOIN tags ON tags.run = runs.number
            WHERE status = 'RUNNING' AND tags.key = '{TagNames.Process}'
            """,
            row => (Number: row.GetInt64(0), Process: row.GetString(1)));
        foreach (var (number, process) in running)
        {
            if (!ProcessIdentity.HasEnded(process)) continue;
            // It was alive when it measured last; nobody knows for how much longer.
            connection.Execute(
                """
                UPDATE runs SET status = 'KILLED', ended = max(started, coalesce((SELECT max(time) FROM latest_metrics WHERE run = $0), 0))
                WHERE number = $0 AND status = 'RUNNING'
                """,
                number);
        }
        return running.Count;
    }
}
