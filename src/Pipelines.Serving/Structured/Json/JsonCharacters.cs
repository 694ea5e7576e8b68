namespace Pipelines.Serving;

/// <summary>
/// Characters as JSON strings hold them (RFC 8259, section 7): as themselves or escaped. Where a text is not free, a printable ASCII
/// character that needs no escape has none: so names are forced once they are begun.
/// </summary>
internal sealed class JsonCharacters(AutomatonBuilder builder)
{
    private const string Short = "\"\\/\b\f\n\r\t";
    private const string ShortLetters = "\"\\/bfnrt";

    private static readonly CodePointSet Plain = CodePointSet.Of((0, 0x1F), ('"', '"'), ('\\', '\\')).Complement();

    private static readonly CodePointSet Unescaped =
        CodePointSet.Of((' ', '~')).Except(CodePointSet.Of(Short.Select(character => ((int)character, (int)character))));

    private readonly Dictionary<CodePointSet, int> escapes = [];

    /// <summary>Adds the way from one state to another by any character of a set.</summary>
    public void Write(int from, CodePointSet set, int to)
    {
        CharacterBytes.Write(builder, from, set.Intersect(Plain), to);
        var escaped = set.Equals(CodePointSet.All) ? set : set.Except(Unescaped);
        if (!escaped.IsEmpty) builder.Call(builder.Step(from, (byte)'\\', (byte)'\\', builder.Add()), Escapes(escaped), to);
    }

    /// <summary>Adds a text of characters, with its quotes; the state after it.</summary>
    public int WriteString(int from, CharacterAutomaton characters)
    {
        var (begin, end) = (builder.Text(from, "\""), builder.Add());
        CharacterBytes.Write(builder, characters, begin, end, Write, AutomatonBuilder.NoRule);
        return builder.Text(end, "\"");
    }

    /// <summary>The rule of what follows the backslash.</summary>
    private int Escapes(CodePointSet set)
    {
        if (escapes.TryGetValue(set, out var known)) return known;
        var rule = escapes[set] = builder.AddRule("escape");
        var (start, end) = (builder.Rule(rule).Start, builder.Rule(rule).End);
        for (var i = 0; i < Short.Length; i++)
            if (set.Contains(Short[i]))
                builder.Step(start, (byte)ShortLetters[i], (byte)ShortLetters[i], end);
        var coded = builder.Text(start, "u");
        var units = new DigitRanges(16, Hex, builder.Add);
        var pairs = new DigitRanges(1024, (from, position, low, high, to) =>
        {
            if (position == 1) WriteUnits(from, 0xD800 + low, 0xD800 + high, to);
            else WriteUnits(builder.Text(from, "\\u"), 0xDC00 + low, 0xDC00 + high, to);
        }, builder.Add);
        foreach (var (first, last) in set.Ranges)
        {
            if (first <= 0xFFFF) units.Write(coded, first, Math.Min(last, 0xFFFF), 4, end);
            if (last > 0xFFFF) pairs.Write(coded, Math.Max(first, 0x10000) - 0x10000, last - 0x10000, 2, end);
        }
        return rule;
    }

    private void WriteUnits(int from, int first, int last, int to) => new DigitRanges(16, Hex, builder.Add).Write(from, first, last, 4, to);

    private void Hex(int from, int position, int low, int high, int to)
    {
        if (low <= 9) builder.Step(from, (byte)('0' + low), (byte)('0' + Math.Min(high, 9)), to);
        if (high < 10) return;
        foreach (var letter in "aA") builder.Step(from, (byte)(letter + Math.Max(low, 10) - 10), (byte)(letter + high - 10), to);
    }
}
