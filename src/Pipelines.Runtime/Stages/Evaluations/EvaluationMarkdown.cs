using System.Globalization;
using System.Text;
using Pipelines.Training;

namespace Pipelines.Runtime.Stages.Evaluations;

/// <summary>An evaluation as people read it: one table of measures by checkpoints, what went wrong, and some answers.</summary>
internal static class EvaluationMarkdown
{
    private const int MostReasons = 8;

    /// <summary>The whole report.</summary>
    public static string Of(EvaluationTable found)
    {
        var text = new StringBuilder();
        var names = found.Columns.Take(found.Checkpoints).Select(column => column.Name);
        text.Append($"# What {string.Join(", ", names)} can do\n\n");
        if (found.Documents is { } documents)
            Line(text, $"{documents.Documents:N0} held-out documents of {documents.Data}, {documents.TextBytes:N0} bytes of text.\n");
        if (found.Masked)
            text.Append("15 % of the tokens are hidden, and both sides of them are seen: the perplexity is that of those\n")
                .Append("tokens, and does not compare with that of a model that predicts what comes next.\n\n");
        if (found.Rows.Any(row => row.Values.Any(value => value?.Interval is not null)))
            text.Append("Of shares the 95 % interval is given, then of how many they are.\n\n");
        Table(text, found);
        for (var task = 0; task < found.Tasks.Count; task++) Details(text, found, task);
        return text.ToString();
    }

    private static void Table(StringBuilder text, EvaluationTable found)
    {
        text.Append($"| | {string.Join(" | ", found.Columns.Select(column => column.Name))} |\n");
        text.Append($"| --- |{string.Concat(found.Columns.Select(_ => " ---: |"))}\n");
        foreach (var (name, values) in found.Rows)
        {
            var checkpoints = values.Take(found.Checkpoints).OfType<Measure>().ToArray();
            // One alone is the best of nothing.
            double? best = checkpoints.Length < 2 ? null
                : checkpoints[0].HigherIsBetter ? checkpoints.Max(measure => measure.Value) : checkpoints.Min(measure => measure.Value);
            text.Append($"| {name} |");
            for (var i = 0; i < values.Length; i++) text.Append($" {Cell(values[i], i < found.Checkpoints ? best : null)} |");
            text.Append('\n');
        }
    }

    private static string Cell(Measure? measure, double? best)
    {
        if (measure is null) return "";
        var number = string.Create(CultureInfo.InvariantCulture, $"{measure.Value:0.000}");
        if (measure.Value == best) number = $"**{number}**";
        return measure.Interval is not { } interval
            ? number
            : string.Create(CultureInfo.InvariantCulture, $"{number} ({interval.Low:0.00}–{interval.High:0.00}, {measure.Count:N0})");
    }

    private static void Details(StringBuilder text, EvaluationTable found, int task)
    {
        var asked = found.Columns.Where(column => column.Tasks.ElementAtOrDefault(task) is not null)
            .Select(column => (column.Name, Findings: column.Tasks[task]!)).ToArray();
        if (!asked.Any(column => column.Findings.LeftOut is not null || column.Findings.Samples.Count > 0)) return;
        text.Append($"\n## {found.Tasks[task].Kind} of {found.Tasks[task].Data}\n");
        foreach (var (name, findings) in asked)
        {
            text.Append($"\n### {name}\n");
            if (findings.LeftOut is { } leftOut) text.Append($"Left out: {leftOut}.\n");
            if (findings.Failures.Count > 0)
            {
                text.Append("\n| wrong because | times |\n| --- | ---: |\n");
                foreach (var (reason, count) in findings.Failures.Take(MostReasons))
                    Line(text, $"| {Escaped(reason)} | {count:N0} |", "\n");
            }
            foreach (var sample in findings.Samples)
                text.Append($"\n{Quoted(sample.Prompt)}\n>\n> **→** {Quoted(sample.Answer)[2..]}\n\n{Escaped(sample.Note)}\n");
        }
    }

    private static void Line(StringBuilder text, FormattableString line, string end = "\n") =>
        text.Append(FormattableString.Invariant(line)).Append(end);

    private static string Escaped(string value) => value.ReplaceLineEndings(" ").Replace("|", "\\|");

    private static string Quoted(string value) => "> " + value.Trim().ReplaceLineEndings("\n").Replace("\n", "\n> ");
}
