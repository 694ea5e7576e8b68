namespace Pipelines.Tokenizers.Jinja;

/// <summary>The word that somebody may have meant.</summary>
internal static class NearestWord
{
    /// <summary><c>; did you mean 'upper'?</c>, or what is known when nothing is near.</summary>
    public static string Hint(string word, IEnumerable<string> known, string otherwise)
    {
        var words = known.Order(StringComparer.Ordinal).ToArray();
        return To(word, words) is { } near ? $"; did you mean '{near}'?" : $"; {otherwise}: {string.Join(", ", words)}";
    }

    /// <summary>The known word with the fewest edits from <paramref name="word"/>, when these are at most a third of it.</summary>
    public static string? To(string word, IEnumerable<string> known)
    {
        var most = Math.Max(1, word.Length / 3);
        return known.Where(candidate => Edits(word, candidate) <= most).MinBy(candidate => Edits(word, candidate));
    }

    /// <summary>Characters put in, left out, changed, or swapped with their neighbour (Damerau 1964).</summary>
    private static int Edits(string from, string to)
    {
        var edits = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                edits[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(edits[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1), Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
            }
        }

        return edits[from.Length, to.Length];
    }
}
