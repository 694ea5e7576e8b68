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

    /// <summary>Levenshtein's distance: characters put in, left out or changed.</summary>
    private static int Edits(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j - 1], row[j]) + 1);
            }
        }

        return row[^1];
    }
}
