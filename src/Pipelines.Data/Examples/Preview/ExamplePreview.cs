using System.Globalization;
using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>Shows examples as a model reads them, with what is learned marked, and what became of all of them.</summary>
/// <param name="tokenizer">spells the tokens</param>
/// <param name="colors">
/// whether what is learned is in colour and the rest dim, as on a terminal; else what is learned stands between <c>⟦</c> and <c>⟧</c>
/// </param>
public sealed class ExamplePreview(Tokenizer tokenizer, bool colors)
{
    private const string Dim = "\e[2m", Green = "\e[32m", Plain = "\e[0m";
    private const int MostReasons = 10;

    /// <summary>An example, its place above it.</summary>
    public string Show(EncodedExample example)
    {
        var text = new StringBuilder($"{example.Place}: {example.Tokens.Length:N0} tokens, {example.TargetCount:N0} learned\n");
        for (int start = 0, end; start < example.Tokens.Length; start = end)
        {
            end = start + 1;
            while (end < example.Tokens.Length && example.Trained[end] == example.Trained[start]) end++;
            text.Append(Marked(tokenizer.Decode(example.Tokens.AsSpan(start..end)), example.Trained[start]));
        }

        return text.Append(text[^1] == '\n' ? "" : "\n").ToString();
    }

    /// <summary>What became of the examples: rejected, kept, cut, dropped, how long they are, and how full their rows would be.</summary>
    /// <param name="examples">as they were encoded</param>
    /// <param name="rejected">rows that are no examples</param>
    /// <param name="context">places in a row; null when none is known</param>
    public static string Summary(EncodedExamples examples, IReadOnlyList<RejectedRow> rejected, int? context)
    {
        var (summary, kept) = (examples.Summary, examples.Kept);
        var text = new StringBuilder(summary.ToString());
        if (rejected.Count > 0) text.Append(CultureInfo.InvariantCulture, $", {rejected.Count:N0} rejected");
        text.Append('\n');
        foreach (var row in rejected.Take(MostReasons)) text.Append("  ").Append(row).Append('\n');
        if (rejected.Count > MostReasons) text.Append(CultureInfo.InvariantCulture, $"  and {rejected.Count - MostReasons:N0} more\n");
        var mean = (double)summary.Tokens / summary.Kept;
        text.Append(CultureInfo.InvariantCulture,
            $"tokens: {kept.Min(example => example.Tokens.Length):N0} to {summary.Longest:N0}, mean {mean:0.0}; {100.0 * summary.Trained / summary.Tokens:0} % learned\n");
        if (context is not { } places) return text.ToString();
        var rows = new PackedExamples(kept, places, 1, 1, 0).Count;
        var full = 100.0 * kept.Sum(example => (long)example.Length) / (rows * places);
        return text.Append(CultureInfo.InvariantCulture, $"packed: {rows:N0} rows of {places:N0}, {full:0} % full\n").ToString();
    }

    private string Marked(string run, bool learned)
    {
        if (!colors) return learned ? $"⟦{run}⟧" : run;
        // A colour ends at the end of a line, so that pagers show each line alike.
        var color = learned ? Green : Dim;
        return color + run.Replace("\n", $"{Plain}\n{color}", StringComparison.Ordinal) + Plain;
    }
}
