using Microsoft.Data.Sqlite;

namespace Pipelines.Tracking.Sqlite;

/// <summary>Something to be written about a run.</summary>
internal abstract record Write
{
    public abstract void Apply(SqliteConnection connection, long run);
}

internal sealed record MetricWrite(Metric Metric) : Write
{
    public override void Apply(SqliteConnection connection, long run)
    {
        var value = double.IsNaN(Metric.Value) ? null : (object)Metric.Value;
        var time = Metric.Time.ToUnixTimeMilliseconds();
        connection.Execute("INSERT OR IGNORE INTO keys (name) VALUES ($0)", Metric.Key);
        connection.Execute(
            "INSERT INTO metrics SELECT $0, number, $2, $3, $4 FROM keys WHERE name = $1", run, Metric.Key, Metric.Step, time, value);
        connection.Execute(
            """
            INSERT INTO latest_metrics SELECT $0, number, $2, $3, $4 FROM keys WHERE name = $1
            ON CONFLICT DO UPDATE SET step = excluded.step, time = excluded.time, value = excluded.value
            WHERE (excluded.step, excluded.time) >= (latest_metrics.step, latest_metrics.time)
            """,
            run, Metric.Key, Metric.Step, time, value);
    }
}

internal sealed record ParamWrite(string Key, string Value) : Write
{
    public override void Apply(SqliteConnection connection, long run) =>
        connection.Execute("INSERT OR IGNORE INTO params VALUES ($0, $1, $2)", run, Key, Value);
}

internal sealed record TagWrite(string Key, string Value) : Write
{
    public override void Apply(SqliteConnection connection, long run) =>
        connection.Execute("INSERT INTO tags VALUES ($0, $1, $2) ON CONFLICT DO UPDATE SET value = excluded.value", run, Key, Value);
}

internal sealed record EndWrite(RunStatus Status, DateTimeOffset Time) : Write
{
    public override void Apply(SqliteConnection connection, long run) => connection.Execute(
        "UPDATE runs SET status = $1, ended = $2 WHERE number = $0", run, StatusNames.Of(Status), Time.ToUnixTimeMilliseconds());
}
