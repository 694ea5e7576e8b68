namespace Pipelines.Spec.Diagnostics;

/// <summary>The right word for a misspelt one.</summary>
public static class Nearest
{
    /// <summary>No misspelling is longer, and the distance takes time by the product of both lengths.</summary>
    private const int Longest = 64;

    /// <summary>Candidates that are looked at: more than any list that a person keeps.</summary>
    private const int Most = 200;

    /// <summary>
    /// The candidate that <paramref name="word"/> most likely meant, or null when none is near: the shortest that it begins, else the
    /// one with the fewest slips, of which a short word may have one and a longer word more.
    /// </summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        if (word.Length > Longest) return null;
        var typed = Fold(word);
        return candidates.Take(Most)
            .Select(candidate => (Word: candidate, Begun: typed.Length >= 3 && Fold(candidate).StartsWith(typed, StringComparison.Ordinal),
                Distance: Distance(typed, Fold(candidate))))
            .Where(one => one.Begun || one.Distance <= Math.Max(1, Math.Min(word.Length, one.Word.Length) / 3))
            .OrderByDescending(one => one.Begun).ThenBy(one => one.Distance)
            .Select(one => one.Word).FirstOrDefault();
    }

    private static string Fold(string word) => word.ToLowerInvariant().Replace('-', '_');

    /// <summary>
    /// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other, no letter edited twice
    /// (Damerau 1964, in the optimal-alignment form).
    /// </summary>
    public static int Distance(string from, string to)
    {
        var table = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++) table[i, 0] = i;
        for (var j = 0; j <= to.Length; j++) table[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = table[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                table[i, j] = Math.Min(replaced, 1 + Math.Min(table[i - 1, j], table[i, j - 1]));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }
        return table[from.Length, to.Length];
    }
}
