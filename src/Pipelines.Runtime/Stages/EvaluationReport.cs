using System.Globalization;
using System.Text;
using System.Text.Json;
using Pipelines.Data;
using Pipelines.Runtime.Artifacts;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages;

/// <summary>What an evaluation found of one predictor.</summary>
/// <param name="Name"><c>model</c>, <c>untrained</c>, <c>trigram</c></param>
/// <param name="BitsPerByte">comparable across predictors, whatever their tokens</param>
/// <param name="Evaluation">in its own tokens, or null when it has none</param>
internal sealed record EvaluationRow(string Name, double BitsPerByte, Evaluation? Evaluation);

/// <summary>The report of an evaluation.</summary>
internal static class EvaluationReport
{
    public static void Write(string folder, string stage, string data, TokenFile held, IReadOnlyList<EvaluationRow> rows)
    {
        File.WriteAllText(Path.Combine(folder, Report.MarkdownFile), Markdown(stage, data, held, rows));
        using var stream = File.Create(Path.Combine(folder, Report.JsonFile));
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("stage", stage);
        json.WriteString("data", data);
        json.WriteNumber("documents", held.Documents);
        json.WriteNumber("text_bytes", held.TextBytes);
        json.WriteStartArray("predictors");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            json.WriteString("name", row.Name);
            json.WriteNumber("bits_per_byte", row.BitsPerByte);
            if (row.Evaluation is { } evaluation)
            {
                json.WriteNumber("loss", evaluation.Loss);
                json.WriteNumber("perplexity", evaluation.Perplexity);
                json.WriteNumber("tokens", evaluation.Tokens);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Markdown(string stage, string data, TokenFile held, IReadOnlyList<EvaluationRow> rows)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# How well {stage} predicts {data}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{held.Documents:N0} held-out documents, {held.TextBytes:N0} bytes of text.\n\n");
        text.Append("| predictor | bits per byte | loss (nats a token) | perplexity |\n| --- | ---: | ---: | ---: |\n");
        foreach (var row in rows)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Name} | {row.BitsPerByte:0.000} | {row.Evaluation?.Loss:0.000} | {row.Evaluation?.Perplexity:0.0} |\n");
        return text.ToString();
    }
}
