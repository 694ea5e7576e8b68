namespace Pipelines.Tokenizers.Jinja;

/// <summary>Texts cut into pieces.</summary>
internal static class Splitting
{
    private const string LineEnds = "\n\r\v\f\u001C\u001D\u001E\u0085\u2028\u2029";

    /// <summary>
    /// The pieces between separators, or between runs of white space when there is none; at most so many cuts, unless negative.
    /// </summary>
    /// <exception cref="JinjaException">the separator is empty</exception>
    public static List<Value> Split(TextValue text, TextValue? separator, int cuts)
    {
        if (separator is null) return SplitWords(text, cuts);
        var (pieces, start) = (new List<Value>(), 0);
        for (int at; cuts != 0 && (at = Find(text, separator, start)) >= 0; cuts--)
        {
            Add(pieces, text.Part(start, at - start));
            start = at + separator.Text.Length;
        }

        Add(pieces, text.Part(start, text.Text.Length - start));
        return pieces;
    }

    /// <summary>As <see cref="Split"/>, with the cuts made from the end.</summary>
    /// <exception cref="JinjaException">the separator is empty</exception>
    public static List<Value> SplitFromEnd(TextValue text, TextValue? separator, int cuts)
    {
        if (separator is null) return SplitWordsFromEnd(text, cuts);
        var (pieces, end) = (new List<Value>(), text.Text.Length);
        if (separator.Text.Length == 0) throw Empty();
        for (; cuts != 0; cuts--)
        {
            var at = text.Text.AsSpan(0, end).LastIndexOf(separator.Text, StringComparison.Ordinal);
            if (at < 0) break;
            Add(pieces, text.Part(at + separator.Text.Length, end - at - separator.Text.Length));
            end = at;
        }

        Add(pieces, text.Part(0, end));
        pieces.Reverse();
        return pieces;
    }

    /// <summary>The lines; an empty one behind the last line break is none.</summary>
    public static List<Value> Lines(TextValue text, bool keepEnds)
    {
        var (lines, start, whole) = (new List<Value>(), 0, text.Text);
        while (start < whole.Length)
        {
            var end = start;
            while (end < whole.Length && !LineEnds.Contains(whole[end])) end++;
            var next = end == whole.Length ? end : end + (whole.AsSpan(end).StartsWith("\r\n") ? 2 : 1);
            Add(lines, text.Part(start, (keepEnds ? next : end) - start));
            start = next;
        }

        return lines;
    }

    /// <summary>What is before the first (or last) separator, the separator, and what is behind it.</summary>
    /// <exception cref="JinjaException">the separator is empty</exception>
    public static ListValue Partition(TextValue text, TextValue separator, bool last)
    {
        if (separator.Text.Length == 0) throw Empty();
        var at = last
            ? text.Text.LastIndexOf(separator.Text, StringComparison.Ordinal)
            : text.Text.IndexOf(separator.Text, StringComparison.Ordinal);
        if (at < 0)
            return last
                ? ListValue.Tuple(TextValue.Empty, TextValue.Empty, text)
                : ListValue.Tuple(text, TextValue.Empty, TextValue.Empty);
        var behind = at + separator.Text.Length;
        return ListValue.Tuple(text.Part(0, at), text.Part(at, separator.Text.Length), text.Part(behind, text.Text.Length - behind));
    }

    private static List<Value> SplitWords(TextValue text, int cuts)
    {
        var (words, at, whole) = (new List<Value>(), 0, text.Text);
        while (true)
        {
            while (at < whole.Length && Trimming.IsSpace(whole[at])) at++;
            if (at == whole.Length) return words;
            var end = cuts-- == 0 ? whole.Length : at;
            while (end < whole.Length && !Trimming.IsSpace(whole[end])) end++;
            Add(words, text.Part(at, end - at));
            at = end;
        }
    }

    private static List<Value> SplitWordsFromEnd(TextValue text, int cuts)
    {
        var (words, end, whole) = (new List<Value>(), text.Text.Length, text.Text);
        while (true)
        {
            while (end > 0 && Trimming.IsSpace(whole[end - 1])) end--;
            if (end == 0) break;
            var start = cuts-- == 0 ? 0 : end;
            while (start > 0 && !Trimming.IsSpace(whole[start - 1])) start--;
            Add(words, text.Part(start, end - start));
            end = start;
        }

        words.Reverse();
        return words;
    }

    private static int Find(TextValue text, TextValue separator, int from) => separator.Text.Length > 0
        ? text.Text.IndexOf(separator.Text, from, StringComparison.Ordinal)
        : throw Empty();

    private static void Add(List<Value> pieces, TextValue piece)
    {
        if (pieces.Count >= ListValue.MostItems)
            throw new JinjaException($"a text is split into more than {ListValue.MostItems:N0} pieces");
        pieces.Add(piece);
    }

    private static JinjaException Empty() => new("a text cannot be split at an empty text");
}
