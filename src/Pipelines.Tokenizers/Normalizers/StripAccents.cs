using System.Globalization;
using System.Text;

namespace Pipelines.Tokenizers.Normalizers;

/// <summary><c>StripAccents</c>: leaves out all marks (categories Mn, Mc and Me), most often behind a form that takes characters apart.</summary>
public sealed record StripAccents : Normalizer
{
    /// <inheritdoc/>
    public override string Type => "StripAccents";

    /// <inheritdoc/>
    public override string Normalize(string text, TextPlace place)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (!IsMark(rune)) kept.Append(rune.ToString());
        return kept.ToString();
    }

    /// <inheritdoc/>
    internal override bool Keeps(ReadOnlySpan<byte> utf8, TextPlace place) => Ascii.IsValid(utf8);

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
