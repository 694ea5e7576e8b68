using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers.Normalizers;

/// <summary>
/// <c>BertNormalizer</c> (Devlin et al. 2019): cleans text, sets Chinese characters apart, takes accents away and makes letters small. The
/// text that it was made of is not to be had from it again.
/// </summary>
/// <param name="CleanText">
/// whether control characters, U+0000 and U+FFFD are left out (categories Cc, Cf and Co), and all white space becomes a space
/// </param>
/// <param name="HandleChineseChars">whether a space is put on both sides of every ideograph</param>
/// <param name="StripAccents">whether characters are taken apart (NFD) and marks (Mn) left out; null where letters become small</param>
/// <param name="Lowercase">whether letters become small</param>
public sealed record BertNormalizer(
    bool CleanText = true, bool HandleChineseChars = true, bool? StripAccents = null, bool Lowercase = true) : Normalizer
{
    private static readonly Normalizers.Lowercase small = new();

    /// <inheritdoc/>
    public override string Type => "BertNormalizer";

    /// <inheritdoc/>
    public override string Normalize(string text, TextPlace place)
    {
        if (CleanText || HandleChineseChars) text = Clean(text);
        var stripsAccents = StripAccents ?? Lowercase;
        if (stripsAccents) text = WithoutMarks(NormalForms.Apply(text, NormalizationForm.FormD));
        return Lowercase ? small.Normalize(text, place) : text;
    }

    /// <inheritdoc/>
    internal override bool Keeps(ReadOnlySpan<byte> utf8, TextPlace place) =>
        !utf8.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !(Lowercase && utf8.ContainsAnyInRange((byte)'A', (byte)'Z'));

    private string Clean(string text)
    {
        var cleaned = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (CleanText && IsLeftOut(rune)) continue;
            if (CleanText && Rune.IsWhiteSpace(rune)) cleaned.Append(' ');
            else if (HandleChineseChars && IsIdeograph(rune.Value)) cleaned.Append(' ').Append(rune.ToString()).Append(' ');
            else cleaned.Append(rune.ToString());
        }

        return cleaned.ToString();
    }

    private static bool IsLeftOut(Rune rune) => rune.Value is not ('\t' or '\n' or '\r') && (rune.Value is 0xFFFD
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse);

    /// <summary>The blocks of CJK ideographs that Hugging Face's library knows: not the first of extension E's, nor any behind it.</summary>
    private static bool IsIdeograph(int character) => character is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF)
        or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF)
        or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);

    private static string WithoutMarks(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark) kept.Append(rune.ToString());
        return kept.ToString();
    }

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteBoolean("clean_text", CleanText);
        json.WriteBoolean("handle_chinese_chars", HandleChineseChars);
        if (StripAccents is { } strips) json.WriteBoolean("strip_accents", strips);
        else json.WriteNull("strip_accents");
        json.WriteBoolean("lowercase", Lowercase);
    }
}
