using System.Text.Json;
using Pipelines.Runtime.Artifacts;
using Pipelines.Tracking;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages.Quantization;

/// <summary>The report of what quantizing costs: for people as a table with a picture, for programs as JSON and metrics.</summary>
internal static class QuantizationReport
{
    /// <summary>The picture's file.</summary>
    public const string PictureFile = "report.svg";

    /// <summary>Writes the files.</summary>
    public static void Write(string folder, QuantizationTable found)
    {
        var picture = SizeAgainstKl.Draw(found);
        if (picture is not null) File.WriteAllText(Path.Combine(folder, PictureFile), picture);
        File.WriteAllText(Path.Combine(folder, Report.MarkdownFile), QuantizationMarkdown.Of(found, picture is null ? null : PictureFile));
        using var stream = File.Create(Path.Combine(folder, Report.JsonFile));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("stage", found.Stage);
        json.WriteString("data", found.Data);
        json.WriteNumber("tokens", found.Before.Tokens);
        if (found.Calibration is { } calibration)
        {
            json.WriteStartObject("calibration");
            json.WriteString("data", calibration.Data);
            json.WriteNumber("tokens", calibration.Tokens);
            json.WriteEndObject();
        }
        json.WriteNumber("weights", found.Weights);
        json.WriteNumber(Perplexity(found), found.Before.Perplexity);
        json.WriteStartArray("types");
        foreach (var row in found.Rows) Write(json, row, found);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Records each type's measures.</summary>
    public static void Log(IRun run, QuantizationTable found)
    {
        run.LogMetric($"{QuantizationTable.Whole}/perplexity", found.Before.Perplexity);
        foreach (var row in found.Rows)
        {
            var prefix = row.Name.Replace(' ', '_');
            run.LogMetric($"{prefix}/bytes", row.Bytes);
            run.LogMetric($"{prefix}/bits_per_weight", row.BitsPerWeight);
            if (row.Found is not { } measured) continue;
            run.LogMetric($"{prefix}/perplexity", measured.Changed.Perplexity);
            run.LogMetric($"{prefix}/kl_mean", measured.MeanKl);
            run.LogMetric($"{prefix}/kl_p99", measured.P99Kl);
            run.LogMetric($"{prefix}/top_agreement", measured.TopAgreement);
        }
    }

    private static string Perplexity(QuantizationTable found) => found.Masked ? "masked_perplexity" : "perplexity";

    private static void Write(Utf8JsonWriter json, QuantizationRow row, QuantizationTable found)
    {
        json.WriteStartObject();
        json.WriteString("type", row.Name);
        json.WriteBoolean("written", !row.IsComparison);
        json.WriteNumber("bytes", row.Bytes);
        json.WriteNumber("bits_per_weight", row.BitsPerWeight);
        if (row.Found is { } measured)
        {
            json.WriteNumber(Perplexity(found), measured.Changed.Perplexity);
            json.WriteNumber("kl_mean", measured.MeanKl);
            json.WriteNumber("kl_p99", measured.P99Kl);
            json.WriteNumber("top_agreement", measured.TopAgreement);
        }
        json.WriteStartArray("notes");
        foreach (var note in row.Notes) json.WriteStringValue(note);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
