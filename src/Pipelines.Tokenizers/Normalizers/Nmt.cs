using System.Text;

namespace Pipelines.Tokenizers.Normalizers;

/// <summary>
/// <c>Nmt</c>: SentencePiece's rules for machine translation. Control characters are left out, and line breaks, spaces without a width,
/// ▁ and U+FFFD become spaces.
/// </summary>
public sealed record Nmt : Normalizer
{
    /// <inheritdoc/>
    public override string Type => "Nmt";

    /// <inheritdoc/>
    public override string Normalize(string text, TextPlace place)
    {
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
            if (!IsLeftOut(character)) result.Append(IsSpace(character) ? ' ' : character);
        return result.ToString();
    }

    /// <inheritdoc/>
    internal override bool Keeps(ReadOnlySpan<byte> utf8, TextPlace place) => !utf8.ContainsAnyExceptInRange((byte)' ', (byte)'~');

    private static bool IsLeftOut(char character) => character is (>= '\u0001' and <= '\u0008') or '\u000B' or (>= '\u000E' and <= '\u001F')
        or '\u007F' or '\u008F' or '\u009F';

    private static bool IsSpace(char character) => character is '\t' or '\n' or '\u000C' or '\r' or '\u1680' or (>= '\u200B' and <= '\u200F')
        or '\u2028' or '\u2029' or '\u2581' or '\uFEFF' or '\uFFFD';
}
