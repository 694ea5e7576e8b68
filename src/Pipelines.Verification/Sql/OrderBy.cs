namespace Pipelines.Verification;

/// <summary>Whether a query says how its rows are ordered.</summary>
internal static class OrderBy
{
    /// <summary>Whether <c>ORDER BY</c> stands outside of all parentheses, texts, names in quotes and comments.</summary>
    public static bool IsIn(string query)
    {
        var (depth, order) = (0, false);
        for (var i = 0; i < query.Length; i++)
        {
            switch (query[i])
            {
                case '(': depth++; break;
                case ')': depth--; break;
                case '\'' or '"' or '`': i = After(query, i + 1, query[i]); break;
                case '[': i = After(query, i + 1, ']'); break;
                case '-' when query[i..].StartsWith("--", StringComparison.Ordinal): i = After(query, i, '\n'); break;
                case '/' when query[i..].StartsWith("/*", StringComparison.Ordinal):
                    var end = query.IndexOf("*/", i + 2, StringComparison.Ordinal);
                    i = end < 0 ? query.Length : end + 1;
                    break;
                case var letter when char.IsAsciiLetter(letter) || letter == '_':
                    var start = i;
                    while (i + 1 < query.Length && (char.IsAsciiLetterOrDigit(query[i + 1]) || query[i + 1] == '_')) i++;
                    var word = query.AsSpan(start, i + 1 - start);
                    if (order && word.Equals("BY", StringComparison.OrdinalIgnoreCase)) return true;
                    order = depth == 0 && word.Equals("ORDER", StringComparison.OrdinalIgnoreCase);
                    break;
            }
        }
        return false;
    }

    private static int After(string text, int from, char closing)
    {
        var end = from < text.Length ? text.IndexOf(closing, from) : -1;
        return end < 0 ? text.Length : end;
    }
}
