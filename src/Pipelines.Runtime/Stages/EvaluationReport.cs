using System.Globalization;
using System.Text;
using System.Text.Json;
using Pipelines.Data;
using Pipelines.Runtime.Artifacts;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages;

/// <summary>What an evaluation found of one predictor.</summary>
/// <param name="Name"><c>model</c>, <c>untrained</c>, <c>trigram</c></param>
/// <param name="BitsPerByte">comparable across predictors of what comes next, whatever their tokens; null where hidden tokens are filled in</param>
/// <param name="Evaluation">in its own tokens, or null when it has none</param>
internal sealed record EvaluationRow(string Name, double? BitsPerByte, Evaluation? Evaluation)
{
    /// <summary>Whether hidden tokens were filled in, with both sides of them in sight.</summary>
    public bool Masked => BitsPerByte is null;

    /// <summary>Bits per byte, or nats a hidden token.</summary>
    public double Headline => BitsPerByte ?? Evaluation!.Loss;
}

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
            if (row.BitsPerByte is { } bits) json.WriteNumber("bits_per_byte", bits);
            if (row.Evaluation is { } evaluation)
            {
                json.WriteNumber("loss", evaluation.Loss);
                json.WriteNumber(row.Masked ? "masked_perplexity" : "perplexity", evaluation.Perplexity);
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
        if (rows[0].Masked)
        {
            text.Append("15 % of the tokens are hidden, and both sides of them are seen: the perplexity is that of those tokens, and does\n");
            text.Append("not compare with that of a model that predicts what comes next.\n\n");
            text.Append("| predictor | loss (nats a hidden token) | masked perplexity |\n| --- | ---: | ---: |\n");
        }
        else
        {
            text.Append("| predictor | bits per byte | loss (nats a token) | perplexity |\n| --- | ---: | ---: | ---: |\n");
        }
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Name} |");
            if (!row.Masked) text.Append(CultureInfo.InvariantCulture, $" {row.BitsPerByte:0.000} |");
            text.Append(CultureInfo.InvariantCulture, $" {row.Evaluation?.Loss:0.000} | {row.Evaluation?.Perplexity:0.0} |\n");
        }
        return text.ToString();
    }
}
