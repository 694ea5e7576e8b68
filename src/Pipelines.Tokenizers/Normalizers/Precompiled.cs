using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers.Normalizers;

/// <summary>
/// <c>Precompiled</c>: SentencePiece's table of characters and what they become, most often NFKC with a few rules for white space and
/// control characters (Kudo and Richardson 2018).
/// </summary>
/// <remarks>
/// As Hugging Face's library does it: what a reader sees as one character (UAX #29) is looked up as a whole where it has fewer than six
/// bytes of UTF-8, else code point by code point. A find of what it begins with counts for all of it, so that a mark behind a character
/// that the table has is left out.
/// </remarks>
public sealed record Precompiled : Normalizer
{
    private const int LongestLookedUp = 5;

    private readonly CharacterMap map;

    /// <summary>Reads a table.</summary>
    /// <param name="table">SentencePiece's <c>precompiled_charsmap</c></param>
    /// <exception cref="TokenizerFormatException">it is damaged</exception>
    public Precompiled(ReadOnlyMemory<byte> table)
    {
        Table = table;
        map = new CharacterMap(table.Span);
    }

    /// <inheritdoc/>
    public override string Type => "Precompiled";

    /// <summary>SentencePiece's <c>precompiled_charsmap</c>.</summary>
    public ReadOnlyMemory<byte> Table { get; }

    /// <inheritdoc/>
    public override string Normalize(string text, TextPlace place)
    {
        var result = new StringBuilder(text.Length + 16);
        for (int start = 0, length; start < text.Length; start += length)
        {
            length = StringInfo.GetNextTextElementLength(text, start);
            Append(text.AsSpan(start, length), result);
        }

        return result.ToString();
    }

    private void Append(ReadOnlySpan<char> element, StringBuilder result)
    {
        Span<byte> utf8 = stackalloc byte[LongestLookedUp];
        if (Encoding.UTF8.TryGetBytes(element, utf8, out var size) && map.Find(utf8[..size]) is { } whole)
        {
            result.Append(whole);
            return;
        }

        foreach (var rune in element.EnumerateRunes())
            result.Append(map.Find(utf8[..rune.EncodeToUtf8(utf8)]) ?? rune.ToString());
    }

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json) => json.WriteBase64String("precompiled_charsmap", Table.Span);
}
