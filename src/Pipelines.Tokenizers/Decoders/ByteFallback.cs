using System.Globalization;

namespace Pipelines.Tokenizers.Decoders;

/// <summary>
/// <c>ByteFallback</c>: a token that is spelled <c>&lt;0x41&gt;</c> is that byte. Bytes that are not well-formed UTF-8 together become
/// U+FFFD where they are malformed; what is well-formed among them stays, so that a stream gives the same text as the whole. (Hugging
/// Face's library gives U+FFFD for each byte of such a run.)
/// </summary>
public sealed record ByteFallback : Decoder
{
    /// <inheritdoc/>
    public override string Type => "ByteFallback";

    /// <summary>The spelling of a byte.</summary>
    public static string Spell(byte value) => $"<0x{value:X2}>";

    /// <inheritdoc/>
    internal override byte[] Decode(byte[] token, bool isFirst) =>
        token.Length == 6 && token.AsSpan().StartsWith("<0x"u8) && token[5] == '>'
            && byte.TryParse(token.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? [value]
            : token;
}
