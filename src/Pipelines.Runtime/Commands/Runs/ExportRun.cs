using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Pipelines.Formats;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary><c>runs export</c>: a run as JSON, or its measurements as CSV, for other programs.</summary>
internal static class ExportRun
{
    public static Command Command(RecordedRuns recorded, ProgramOutput output)
    {
        var id = RunsCommand.Id();
        var file = new Option<string?>("--out") { Description = "A .json or .csv file (default: JSON to the console)", HelpName = "file" };
        var command = new Command("export", "Writes a run as JSON, or its measurements as CSV") { id, file };
        command.SetAction(result =>
        {
            using var store = recorded.OpenFor(result.GetValue(id)!);
            var record = recorded.Find(store, result.GetValue(id)!);
            if (result.GetValue(file) is not { } path)
            {
                output.Out.WriteLine(Encoding.UTF8.GetString(Json(store, record)));
                return 0;
            }
            var bytes = Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".json" => Json(store, record),
                ".csv" => Csv(store, record),
                var other => throw new UsageException($"'{path}' ends in '{other}': .json and .csv are written"),
            };
            AtomicFile.Write(path, stream => stream.Write(bytes));
            output.Out.WriteLine($" {path} holds run {RecordedRuns.ShortId(record.Run)}");
            return 0;
        });
        return command;
    }

    private static byte[] Json(SqliteTrackingStore store, RunRecord record)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("run_id", record.Run.Id);
            writer.WriteString("experiment", record.Run.Experiment);
            writer.WriteString("name", record.Run.Name);
            writer.WriteString("status", RecordedRuns.Status(record.Run));
            writer.WriteString("started", record.Run.Started);
            if (record.Run.Ended is { } ended) writer.WriteString("ended", ended);
            WritePairs(writer, "params", record.Params);
            WritePairs(writer, "tags", record.Tags);
            writer.WriteStartObject("metrics");
            foreach (var key in record.Metrics.Keys.Order(StringComparer.Ordinal))
            {
                writer.WriteStartArray(key);
                foreach (var point in store.History(record.Run.Id, key))
                {
                    writer.WriteStartObject();
                    writer.WriteNumber("step", point.Step);
                    writer.WriteString("time", point.Time);
                    if (double.IsFinite(point.Value)) writer.WriteNumber("value", point.Value);
                    else writer.WriteString("value", point.Value.ToString(CultureInfo.InvariantCulture));
                    writer.WriteEndObject();
                }
                writer.WriteEndArray();
            }
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static byte[] Csv(SqliteTrackingStore store, RunRecord record)
    {
        var text = new StringBuilder("metric,step,time,value\n");
        foreach (var key in record.Metrics.Keys.Order(StringComparer.Ordinal))
            foreach (var point in store.History(record.Run.Id, key))
                text.Append(CultureInfo.InvariantCulture, $"{key},{point.Step},{point.Time:O},{point.Value:R}\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void WritePairs(Utf8JsonWriter writer, string name, IReadOnlyDictionary<string, string> pairs)
    {
        writer.WriteStartObject(name);
        foreach (var (key, value) in pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal)) writer.WriteString(key, value);
        writer.WriteEndObject();
    }
}
