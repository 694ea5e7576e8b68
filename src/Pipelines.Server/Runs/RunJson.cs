using System.Text.Json;
using Pipelines.Tracking;

namespace Pipelines.Server;

/// <summary>Writes what the page learns of runs. Times are milliseconds since 1970.</summary>
internal static class RunJson
{
    /// <summary>Writes runs as an overview shows them.</summary>
    /// <param name="json">where to</param>
    /// <param name="database">the file of the store</param>
    /// <param name="runs">newest first</param>
    /// <param name="older">whether there are older ones</param>
    public static void Write(Utf8JsonWriter json, string database, IEnumerable<RunSummary> runs, bool older)
    {
        json.WriteStartObject();
        json.WriteString("location", database);
        json.WriteBoolean("older", older);
        json.WriteStartArray("runs");
        foreach (var (run, tags, metrics) in runs)
        {
            json.WriteStartObject();
            Write(json, run);
            Write(json, "tags", tags);
            Write(json, "metrics", metrics);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes all of a run but its curves.</summary>
    public static void Write(Utf8JsonWriter json, RunRecord record)
    {
        json.WriteStartObject();
        Write(json, record.Run);
        Write(json, "params", record.Params);
        Write(json, "tags", record.Tags);
        Write(json, "metrics", record.Metrics);
        json.WriteStartArray("files");
        foreach (var file in record.Artifacts)
        {
            json.WriteStartObject();
            json.WriteString("path", file.Path);
            json.WriteNumber("size", file.Size);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes a curve as <c>"key": [[step, value, time], …]</c>.</summary>
    public static void Write(Utf8JsonWriter json, string key, IReadOnlyList<Metric> curve)
    {
        json.WriteStartArray(key);
        foreach (var point in curve)
        {
            json.WriteStartArray();
            json.WriteNumberValue(point.Step);
            WriteValue(json, point.Value);
            json.WriteNumberValue(point.Time.ToUnixTimeMilliseconds());
            json.WriteEndArray();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Run run)
    {
        json.WriteString("id", run.Id);
        json.WriteString("name", run.Name);
        json.WriteString("experiment", run.Experiment);
        json.WriteString("parent", run.Parent);
        json.WriteString("status", run.Status.ToString().ToLowerInvariant());
        json.WriteNumber("started", run.Started.ToUnixTimeMilliseconds());
        if (run.Ended is { } ended) json.WriteNumber("ended", ended.ToUnixTimeMilliseconds());
        else json.WriteNull("ended");
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> pairs)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, Metric> metrics)
    {
        json.WriteStartObject(name);
        foreach (var (key, metric) in metrics.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json.WriteStartArray(key);
            json.WriteNumberValue(metric.Step);
            WriteValue(json, metric.Value);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    /// <summary>JSON has no word for what is not finite: it is a string, which JavaScript's <c>Number</c> reads.</summary>
    private static void WriteValue(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }
}
