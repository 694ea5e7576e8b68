using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>The class of a character, as far as the split patterns tell characters apart.</summary>
internal enum CharacterClass : byte
{
    /// <summary>Anything else, a malformed byte sequence included: <c>[^\s\p{L}\p{N}]</c>.</summary>
    Symbol,

    /// <summary><c>\p{L}</c></summary>
    Letter,

    /// <summary><c>\p{N}</c></summary>
    Number,

    /// <summary><c>\s</c> but for the two below.</summary>
    Space,

    /// <summary><c>[\r\n]</c></summary>
    LineBreak,
}

/// <summary>Classes of characters in UTF-8 text, by code point, so that letters beyond the basic plane are letters.</summary>
internal static class CharacterClasses
{
    private const int PageBits = 8;

    private static readonly CharacterClass[] Ascii = MakePage(0);
    private static readonly CharacterClass[]?[] Pages = new CharacterClass[]?[0x110000 >> PageBits];

    /// <summary>The class of the character that begins at <paramref name="at"/>, and its length in bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static CharacterClass At(ReadOnlySpan<byte> utf8, int at, out int length)
    {
        var first = utf8[at];
        if (first < 0x80)
        {
            length = 1;
            return Ascii[first];
        }

        return BeyondAscii(utf8[at..], out length);
    }

    /// <summary>Where the run of characters of <paramref name="wanted"/> class that begins at <paramref name="at"/> ends.</summary>
    public static int RunEnd(ReadOnlySpan<byte> utf8, int at, CharacterClass wanted)
    {
        while (at < utf8.Length && At(utf8, at, out var length) == wanted) at += length;
        return at;
    }

    /// <summary>The class of a code point.</summary>
    public static CharacterClass Of(int codePoint) =>
        (Pages[codePoint >> PageBits] ??= MakePage(codePoint >> PageBits))[codePoint & ((1 << PageBits) - 1)];

    private static CharacterClass BeyondAscii(ReadOnlySpan<byte> utf8, out int length) =>
        Rune.DecodeFromUtf8(utf8, out var rune, out length) == System.Buffers.OperationStatus.Done
            ? Of(rune.Value)
            : CharacterClass.Symbol;

    private static CharacterClass[] MakePage(int page)
    {
        var classes = new CharacterClass[1 << PageBits];
        for (var i = 0; i < classes.Length; i++) classes[i] = Classify((page << PageBits) + i);
        return classes;
    }

    private static CharacterClass Classify(int codePoint)
    {
        if (codePoint is '\r' or '\n') return CharacterClass.LineBreak;
        if (codePoint <= char.MaxValue && char.IsWhiteSpace((char)codePoint)) return CharacterClass.Space;
        return CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
        {
            <= UnicodeCategory.OtherLetter => CharacterClass.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterClass.Number,
            _ => CharacterClass.Symbol,
        };
    }
}
