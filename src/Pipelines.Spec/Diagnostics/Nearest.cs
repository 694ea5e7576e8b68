namespace Pipelines.Spec.Diagnostics;

/// <summary>The right word for a misspelt one.</summary>
internal static class Nearest
{
    /// <summary>The candidate that <paramref name="word"/> most likely meant, or null when none is near.</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        var best = (Word: (string?)null, Distance: int.MaxValue);
        foreach (var candidate in candidates)
        {
            var distance = Distance(word.ToLowerInvariant().Replace('-', '_'), candidate.ToLowerInvariant().Replace('-', '_'));
            if (distance < best.Distance && distance <= Allowed(word, candidate)) best = (candidate, distance);
        }
        return best.Word;
    }

    /// <summary>One slip for a short word, more for a longer one; a beginning of the right word is near whatever follows.</summary>
    private static int Allowed(string word, string candidate) =>
        word.Length >= 3 && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase)
            ? candidate.Length
            : Math.Max(1, Math.Min(word.Length, candidate.Length) / 3);

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
