using System.Text.Json;
using Pipelines.Runtime.Artifacts;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages.Evaluations;

/// <summary>The report of an evaluation: for people as a table, for programs as JSON.</summary>
internal static class EvaluationReport
{
    /// <summary>Writes both files.</summary>
    /// <param name="folder">where to</param>
    /// <param name="stage">the stage's name</param>
    /// <param name="found">what was found</param>
    public static void Write(string folder, string stage, EvaluationTable found)
    {
        File.WriteAllText(Path.Combine(folder, Report.MarkdownFile), EvaluationMarkdown.Of(found));
        using var stream = File.Create(Path.Combine(folder, Report.JsonFile));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("stage", stage);
        if (found.Documents is { } documents)
        {
            json.WriteString("data", documents.Data);
            json.WriteNumber("documents", documents.Documents);
            json.WriteNumber("text_bytes", documents.TextBytes);
        }
        json.WriteStartArray("predictors");
        foreach (var column in found.Columns) Write(json, column, found);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, EvaluationColumn column, EvaluationTable found)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        if (column.Documents?.BitsPerByte is { } bits) json.WriteNumber("bits_per_byte", bits);
        if (column.Documents?.Evaluation is { } evaluation)
        {
            json.WriteNumber("loss", evaluation.Loss);
            json.WriteNumber(column.Documents.Masked ? "masked_perplexity" : "perplexity", evaluation.Perplexity);
            json.WriteNumber("tokens", evaluation.Tokens);
        }
        if (column.Tasks.Count > 0)
        {
            json.WriteStartArray("tasks");
            for (var task = 0; task < column.Tasks.Count; task++)
            {
                json.WriteStartObject();
                json.WriteString("kind", found.Tasks[task].Kind);
                json.WriteString("data", found.Tasks[task].Data);
                if (column.Tasks[task] is { } findings) Write(json, findings);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TaskFindings findings)
    {
        json.WriteStartArray("measures");
        foreach (var measure in findings.Measures)
        {
            json.WriteStartObject();
            json.WriteString("name", measure.Name);
            json.WriteNumber("value", measure.Value);
            json.WriteNumber("count", measure.Count);
            if (measure.Interval is { } interval)
            {
                json.WriteNumber("low", interval.Low);
                json.WriteNumber("high", interval.High);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (findings.LeftOut is { } leftOut) json.WriteString("left_out", leftOut);
        json.WriteStartObject("failures");
        foreach (var (reason, count) in findings.Failures) json.WriteNumber(reason, count);
        json.WriteEndObject();
        json.WriteStartArray("samples");
        foreach (var sample in findings.Samples)
        {
            json.WriteStartObject();
            json.WriteString("prompt", sample.Prompt);
            json.WriteString("answer", sample.Answer);
            json.WriteString("note", sample.Note);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
