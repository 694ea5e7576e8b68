using System.Globalization;
using System.Text;
using Pipelines.Runtime.Terminal;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages.Quantization;

/// <summary>What quantizing costs, as people read it: a table of types, a picture, and what became otherwise than its type says.</summary>
internal static class QuantizationMarkdown
{
    /// <summary>The whole report.</summary>
    /// <param name="found">what was found</param>
    /// <param name="picture">the picture's file beside it; null where there is none</param>
    public static string Of(QuantizationTable found, string? picture)
    {
        var text = new StringBuilder($"# {found.Stage} in fewer bits\n\n");
        Line(text, $"Measured in float32 on {found.Before.Tokens:N0} held-out tokens of {found.Data}.");
        if (found.Calibration is { } calibration)
            Line(text, $"Calibrated on {calibration.Tokens:N0} tokens of {calibration.Data}.");
        text.Append("KL is the divergence of each place's distribution from that of the model in float32, in nats; the last column is\n")
            .Append("the share of places where both find the same token likeliest.\n");
        if (found.Masked)
            text.Append("15 % of the tokens are hidden, and both sides of them are seen: places are those tokens.\n");
        Table(text, found);
        if (picture is not null) text.Append($"\n![Size against KL]({picture})\n");
        Notes(text, found);
        return text.ToString();
    }

    private static void Table(StringBuilder text, QuantizationTable found)
    {
        var perplexity = found.Masked ? "masked perplexity" : "perplexity";
        text.Append($"\n| | size | bits a weight | {perplexity} | mean KL | 99th percentile | same token |\n")
            .Append("| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        Line(text, $"| {QuantizationTable.Whole} | {Quantity.Bytes(found.Bytes)} | 32.00 | {found.Before.Perplexity:0.000} | | | |");
        foreach (var row in found.Rows)
        {
            var name = row.IsComparison ? $"*{row.Name}*" : row.Name;
            Line(text, $"| {name} | {Quantity.Bytes(row.Bytes)} | {row.BitsPerWeight:0.00} | {Measures(row.Found)} |");
        }
    }

    private static string Measures(ModelDivergence? found) => found is null
        ? "| | |"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{found.Changed.Perplexity:0.000} | {found.MeanKl:0.00000} | {found.P99Kl:0.0000} | {100 * found.TopAgreement:0.0} %");

    private static void Notes(StringBuilder text, QuantizationTable found)
    {
        foreach (var row in found.Rows.Where(row => row.Notes.Count > 0))
        {
            text.Append($"\n{row.Name}:\n\n");
            foreach (var note in row.Notes) text.Append($"- {note}\n");
        }
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(FormattableString.Invariant(line)).Append('\n');
}
