using System.Globalization;
using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>A regular expression that is read from left to right.</summary>
/// <param name="text">the expression</param>
internal sealed class PatternCursor(string text)
{
    private int at;

    /// <summary>Whether all of it was read.</summary>
    public bool IsAtEnd => at == text.Length;

    /// <summary>The character that comes next; a NUL at the end.</summary>
    public char Peek => at < text.Length ? text[at] : '\0';

    /// <summary>Whether <c>{n}</c>, <c>{n,}</c>, <c>{,m}</c> or <c>{n,m}</c> comes next.</summary>
    public bool IsAtInterval => IntervalEnd() > 0;

    /// <summary>Whether <paramref name="expected"/> comes next.</summary>
    public bool StartsWith(string expected) => text.AsSpan(at).StartsWith(expected, StringComparison.Ordinal);

    /// <summary>Reads <paramref name="expected"/>, if it comes next.</summary>
    public bool Take(string expected)
    {
        if (!StartsWith(expected)) return false;
        at += expected.Length;
        return true;
    }

    /// <summary>Reads a character of the basic plane.</summary>
    /// <exception cref="TokenizerFormatException">another one, or the end</exception>
    public char TakeCharacter()
    {
        if (IsAtEnd) throw Unsupported("an end where more is expected");
        var character = text[at++];
        return char.IsSurrogate(character) ? throw Unsupported("a character beyond the basic plane") : character;
    }

    /// <summary>Reads up to <paramref name="end"/>, which is read, too.</summary>
    public string TakeUntil(char end)
    {
        var found = text.IndexOf(end, at);
        if (found < 0) throw Unsupported($"no '{end}' where one is expected");
        var taken = text[at..found];
        at = found + 1;
        return taken;
    }

    /// <summary>Reads an interval, and gives it in .NET's syntax.</summary>
    public string TakeInterval()
    {
        var end = IntervalEnd();
        var interval = text[at..end];
        at = end;
        return interval.StartsWith("{,", StringComparison.Ordinal) ? "{0" + interval[1..] : interval;
    }

    /// <summary>Reads up to so many hexadecimal digits.</summary>
    public char TakeHexadecimal(int most)
    {
        var length = 0;
        while (length < most && at + length < text.Length && char.IsAsciiHexDigit(text[at + length])) length++;
        if (length == 0) throw Unsupported("hexadecimal digits that are none");
        var value = int.Parse(text.AsSpan(at, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        at += length;
        return value is >= 0 and <= char.MaxValue && !char.IsSurrogate((char)value)
            ? (char)value
            : throw Unsupported("a character beyond the basic plane");
    }

    /// <summary>Says what is not supported.</summary>
    public TokenizerFormatException Unsupported(string what) =>
        new(new StringBuilder("at character ").Append(at).Append(": ").Append(what).Append(" is not supported").ToString());

    private int IntervalEnd()
    {
        if (Peek != '{') return 0;
        var (end, digits) = (at + 1, 0);
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == ','))
            if (text[end++] != ',') digits++;
        return digits > 0 && end < text.Length && text[end] == '}' ? end + 1 : 0;
    }
}
