using System.Buffers;
using System.Globalization;
using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>
/// A text in which every code point is one UTF-16 unit: one beyond the basic plane is stood in for by a rare character of the same
/// category, so that .NET's expressions, which look at units, see its class. What is malformed is U+FFFD, sequence by sequence.
/// </summary>
internal sealed class StandIns
{
    /// <summary>
    /// By <see cref="UnicodeCategory"/>: characters that no pattern names. A surrogate's, for which nothing stands in, is U+FFFD.
    /// </summary>
    private const string ByCategory =
        "\u13A0\uAB70\u1F88\uA7F8\uA800\uA825\uA823\u20DD\uA8D0\u16EE\uA830\u205F\u2028\u2029\u0080\u2061\uFFFD\uE000"
        + "\u2054\u2E1A\u2E22\u2E23\u2E1C\u2E1D\uA874\u2A00\uA838\uA700\uA828\u0378";

    private const char HanCharacter = '\u3400';

    private readonly char[] characters;

    /// <summary>Where the characters begin, in bytes or units of the text; null where each is one.</summary>
    private readonly int[]? offsets;

    /// <summary>Stands in for UTF-8, well-formed or not.</summary>
    public StandIns(ReadOnlySpan<byte> utf8)
    {
        characters = new char[utf8.Length];
        if (Ascii.IsValid(utf8))
        {
            Encoding.ASCII.GetChars(utf8, characters);
            Length = characters.Length;
            return;
        }

        offsets = new int[utf8.Length + 1];
        for (int at = 0, length; at < utf8.Length; at += length)
        {
            var status = Rune.DecodeFromUtf8(utf8[at..], out var rune, out length);
            Add(status == OperationStatus.Done ? CharacterFor(rune) : '\uFFFD', at);
        }

        offsets[Length] = utf8.Length;
    }

    /// <summary>Stands in for well-formed text.</summary>
    public StandIns(string text)
    {
        characters = new char[text.Length];
        offsets = new int[text.Length + 1];
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            Add(CharacterFor(rune), at);
            at += rune.Utf16SequenceLength;
        }

        offsets[Length] = text.Length;
    }

    /// <summary>The characters.</summary>
    public ReadOnlySpan<char> Characters => characters.AsSpan(0, Length);

    private int Length { get; set; }

    /// <summary>Where a character begins in the UTF-8 that it was made of.</summary>
    public int Utf8Offset(int character) => offsets?[character] ?? character;

    /// <summary>Where a character begins in the text that it was made of.</summary>
    public int Utf16Offset(int character) => offsets![character];

    /// <summary>What stands for a code point.</summary>
    public static char CharacterFor(Rune rune)
    {
        if (rune.IsBmp) return (char)rune.Value;
        var category = Rune.GetUnicodeCategory(rune);
        return category == UnicodeCategory.OtherLetter && rune.Plane is 2 or 3 ? HanCharacter : ByCategory[(int)category];
    }

    private void Add(char character, int offset)
    {
        characters[Length] = character;
        offsets![Length++] = offset;
    }
}
