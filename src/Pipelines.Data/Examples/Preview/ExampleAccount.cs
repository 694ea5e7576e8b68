using System.Globalization;
using System.Text;

namespace Pipelines.Data;

/// <summary>What became of examples, in lines for people.</summary>
internal static class ExampleAccount
{
    private const int MostRejected = 10;

    /// <summary>Rejected, kept, cut, dropped; how long they are; how full their rows would be.</summary>
    public static string Of(EncodedExamples examples, IReadOnlyList<RejectedRow> rejected, int? context)
    {
        var (summary, kept) = (examples.Summary, examples.Kept);
        var text = new StringBuilder(summary.ToString());
        if (rejected.Count > 0) text.Append(CultureInfo.InvariantCulture, $", {rejected.Count:N0} {(rejected.Count == 1 ? "row" : "rows")} rejected");
        text.Append('\n');
        foreach (var row in rejected.Take(MostRejected)) text.Append("  ").Append(row).Append('\n');
        if (rejected.Count > MostRejected) text.Append(CultureInfo.InvariantCulture, $"  and {rejected.Count - MostRejected:N0} more\n");

        var (shortest, mean) = (kept.Min(example => example.Tokens.Length), (double)summary.Tokens / summary.Kept);
        var learned = 100.0 * summary.Trained / summary.Tokens;
        text.Append(CultureInfo.InvariantCulture, $"tokens: {shortest:N0} to {summary.Longest:N0}, {mean:0.0} on average, {learned:0} % learned\n");
        if (context is not { } places) return text.ToString();
        var rows = new PackedExamples(kept, places, batch: 1, accumulate: 1, seed: 0).Count;
        var full = 100.0 * kept.Sum(example => (long)example.Length) / (rows * places);
        return text.Append(CultureInfo.InvariantCulture, $"packed: {rows:N0} rows of {places:N0}, {full:0} % full\n").ToString();
    }
}
