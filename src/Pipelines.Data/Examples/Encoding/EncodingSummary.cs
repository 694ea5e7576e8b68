namespace Pipelines.Data;

/// <summary>What became of examples on their way to tokens.</summary>
/// <param name="Kept">examples that are learned from, those that were cut included</param>
/// <param name="Truncated">examples that were cut to the most tokens</param>
/// <param name="Dropped">examples of which nothing is left, by reason</param>
/// <param name="Tokens">tokens of the kept ones</param>
/// <param name="Trained">tokens of them that are learned</param>
/// <param name="Longest">most tokens of a kept one</param>
public sealed record EncodingSummary(
    int Kept, int Truncated, IReadOnlyDictionary<string, int> Dropped, long Tokens, long Trained, int Longest)
{
    /// <summary>All examples that were read.</summary>
    public int Read => Kept + Dropped.Values.Sum();

    /// <summary><c>4,096 kept, 12 truncated, 3 dropped (…)</c>.</summary>
    public override string ToString()
    {
        var dropped = Dropped.Values.Sum();
        var reasons = Dropped.OrderByDescending(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.Ordinal);
        return $"{Kept:N0} kept"
            + (Truncated == 0 ? "" : $", {Truncated:N0} truncated")
            + (dropped == 0 ? "" : $", {dropped:N0} dropped ({string.Join("; ", reasons.Select(reason => $"{reason.Value:N0} × {reason.Key}"))})");
    }

    /// <summary>Counts.</summary>
    internal static EncodingSummary Of(IReadOnlyList<EncodingResult> results)
    {
        var kept = results.Where(result => result.Example is not null).Select(result => result.Example!).ToList();
        return new EncodingSummary(
            kept.Count,
            results.Count(result => result.Example is not null && result.Truncated),
            results.Where(result => result.Dropped is not null).GroupBy(result => result.Dropped!).ToDictionary(group => group.Key, group => group.Count()),
            kept.Sum(example => (long)example.Tokens.Length),
            kept.Sum(example => (long)example.TargetCount),
            kept.Count == 0 ? 0 : kept.Max(example => example.Tokens.Length));
    }
}
