namespace Pipelines.Spec;

/// <summary>
/// A pattern over a dotted path or its end: <c>*</c> is any text, <c>?</c> any character, <c>[0-3]</c> one of those, the rest is itself.
/// </summary>
internal sealed class PathPattern
{
    /// <summary>What each character of a path may be; null stands for any text.</summary>
    private readonly List<Func<char, bool>?> parts = [];

    /// <summary>Takes a pattern apart.</summary>
    public PathPattern(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var close = text[i] == '[' ? text.IndexOf(']', i) : -1;
            if (close > i + 1)
            {
                parts.Add(OneOf(text.Substring(i + 1, close - i - 1)));
                i = close;
            }
            else if (text[i] == '*') parts.Add(null);
            else if (text[i] == '?') parts.Add(static _ => true);
            else
            {
                var letter = text[i];
                parts.Add(other => other == letter);
            }
        }
    }

    /// <summary>Whether the pattern covers <paramref name="path"/>, or what of it stands after one of its dots.</summary>
    public bool Matches(string path)
    {
        for (var start = 0; start >= 0; start = path.IndexOf('.', start) is var dot and >= 0 ? dot + 1 : -1)
            if (Covers(path, start)) return true;
        return false;
    }

    /// <summary>Goes along the path once, and back to the last <c>*</c> where it gets stuck: an earlier one need not take more.</summary>
    private bool Covers(string path, int start)
    {
        var (at, part, star, resume) = (start, 0, -1, start);
        while (at < path.Length)
        {
            if (part < parts.Count && parts[part] is null) (star, resume, part) = (part, at, part + 1);
            else if (part < parts.Count && parts[part]!(path[at])) (at, part) = (at + 1, part + 1);
            else if (star >= 0) (at, part, resume) = (resume + 1, star + 1, resume + 1);
            else return false;
        }
        return parts.Skip(part).All(rest => rest is null);
    }

    /// <summary>One of the characters listed, ranges such as <c>0-3</c> included.</summary>
    private static Func<char, bool> OneOf(string set)
    {
        var ranges = new List<(char From, char To)>();
        for (var i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                ranges.Add((set[i], set[i + 2]));
                i += 2;
            }
            else ranges.Add((set[i], set[i]));
        }
        return letter => ranges.Any(range => range.From <= letter && letter <= range.To);
    }
}
