using System.Text.Json;
using Pipelines.Formats;

namespace Pipelines.Runtime.Sweeping;

/// <summary>The trials of a sweep that are done, so that one that was stopped goes on where it was.</summary>
/// <param name="path">the file</param>
internal sealed class SweepFile(string path)
{
    /// <summary>The trials that are done; none where there is no file yet, or it is damaged.</summary>
    public List<Trial> Read()
    {
        if (!File.Exists(path)) return [];
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return [.. document.RootElement.EnumerateArray().Select(Read)];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return []; // what the trials made is cached: they are measured again in no time
        }
    }

    public void Write(IReadOnlyList<Trial> trials) => AtomicFile.Write(path, stream =>
    {
        using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        writer.WriteStartArray();
        foreach (var trial in trials)
        {
            writer.WriteStartObject();
            writer.WriteNumber("number", trial.Number);
            writer.WriteNumber("round", trial.Round);
            writer.WriteStartObject("settings");
            foreach (var setting in trial.Settings) writer.WriteString(setting.Path, setting.Value);
            writer.WriteEndObject();
            if (trial.Value is { } value)
            {
                if (double.IsFinite(value)) writer.WriteNumber("value", value);
                else writer.WriteString("value", double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
            }
            if (trial.Run.Length > 0) writer.WriteString("run", trial.Run);
            if (trial.Error is not null) writer.WriteString("error", trial.Error);
            writer.WriteNumber("seconds", trial.Time.TotalSeconds);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });

    private static Trial Read(JsonElement trial) =>
        new(
            trial.GetProperty("number").GetInt32(), trial.GetProperty("round").GetInt32(),
            [.. trial.GetProperty("settings").EnumerateObject().Select(setting => new TriedSetting(setting.Name, setting.Value.GetString()!))])
        {
            Value = !trial.TryGetProperty("value", out var value) ? null
                : value.ValueKind == JsonValueKind.Number ? value.GetDouble()
                : double.Parse(value.GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            Run = trial.TryGetProperty("run", out var run) ? run.GetString()! : "",
            Error = trial.TryGetProperty("error", out var error) ? error.GetString() : null,
            Time = TimeSpan.FromSeconds(trial.GetProperty("seconds").GetDouble()),
        };
}
