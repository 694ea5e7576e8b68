namespace Pipelines.Tokenizers;

/// <summary>Llama 3's pattern by hand, alternative by alternative; Qwen 2's differs in the number of digits in a word.</summary>
internal sealed class Llama3Splitter(string name, int digits) : Splitter(
    name,
    @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}" + (digits == 1 ? "" : $"{{1,{digits}}}")
    + @"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
{
    internal override int WordEnd(ReadOnlySpan<byte> utf8, int start)
    {
        var first = CharacterClasses.At(utf8, start, out var length);
        var second = start + length;
        switch (first)
        {
            case CharacterClass.Letter:
                return CharacterClasses.RunEnd(utf8, second, CharacterClass.Letter);
            case CharacterClass.Number:
                return NumberEnd(utf8, second);
            case CharacterClass.LineBreak:
                return LineBreaksEnd(utf8, start);
        }

        if (utf8[start] == '\'')
        {
            var contraction = ContractionLength(utf8[second..]);
            if (contraction > 0) return second + contraction;
        }

        // `[^\r\n\p{L}\p{N}]?\p{L}+`: letters with whatever one character comes before them.
        var follower = second < utf8.Length ? CharacterClasses.At(utf8, second, out length) : CharacterClass.LineBreak;
        if (follower == CharacterClass.Letter) return CharacterClasses.RunEnd(utf8, second + length, CharacterClass.Letter);
        if (first == CharacterClass.Symbol) return SymbolsEnd(utf8, second);
        return utf8[start] == ' ' && follower == CharacterClass.Symbol ? SymbolsEnd(utf8, second) : LineBreaksEnd(utf8, start);
    }

    private int NumberEnd(ReadOnlySpan<byte> utf8, int at)
    {
        for (var more = digits - 1; more > 0 && at < utf8.Length; more--)
        {
            if (CharacterClasses.At(utf8, at, out var length) != CharacterClass.Number) break;
            at += length;
        }

        return at;
    }

    /// <summary>The rest of <c>[^\s\p{L}\p{N}]+[\r\n]*</c>.</summary>
    private static int SymbolsEnd(ReadOnlySpan<byte> utf8, int at) =>
        CharacterClasses.RunEnd(utf8, CharacterClasses.RunEnd(utf8, at, CharacterClass.Symbol), CharacterClass.LineBreak);

    /// <summary><c>\s*[\r\n]+</c>: white space up to its last line break; without one, the alternatives after it.</summary>
    private static int LineBreaksEnd(ReadOnlySpan<byte> utf8, int start)
    {
        var afterBreak = start;
        for (var at = start; at < utf8.Length;)
        {
            var kind = CharacterClasses.At(utf8, at, out var length);
            if (kind < CharacterClass.Space) break;
            at += length;
            if (kind == CharacterClass.LineBreak) afterBreak = at;
        }

        return afterBreak > start ? afterBreak : WhiteSpaceEnd(utf8, start);
    }

    /// <summary>Length of s, t, m, d, re, ve or ll in any case; ſ (U+017F) is a small s too.</summary>
    private static int ContractionLength(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty) return 0;
        switch (rest[0] | 0x20)
        {
            case 's' or 't' or 'm' or 'd':
                return 1;
            case 'r' or 'v' when rest.Length > 1 && (rest[1] | 0x20) == 'e':
            case 'l' when rest.Length > 1 && (rest[1] | 0x20) == 'l':
                return 2;
            default:
                return rest.StartsWith("ſ"u8) ? 2 : 0;
        }
    }
}
