using Pipelines.Tokenizers.Decoders;
using Pipelines.Tokenizers.Normalizers;
using Rune = System.Text.Rune;

namespace Pipelines.Tokenizers;

/// <summary>How SentencePiece's BPE writes text: ▁ for each space, and one before each piece. Pieces are not cut into words.</summary>
public static class SentencePieceText
{
    /// <summary>What stands for a space.</summary>
    public const string Mark = "▁";

    private static readonly TextPattern space = TextPattern.Literal(" ");

    /// <summary>Text with marks.</summary>
    /// <param name="hasPrefix">whether one is put before each piece</param>
    public static Normalizer Normalizer(bool hasPrefix) => hasPrefix
        ? new NormalizerSequence([new Prepend(Mark), new Replace(space, Mark)])
        : new Replace(space, Mark);

    /// <summary>Text without marks, and bytes for the tokens of bytes.</summary>
    /// <param name="hasPrefix">whether the space that a text begins with was put there</param>
    public static Decoder Decoder(bool hasPrefix)
    {
        Decoder[] always = [new ReplaceDecoder(TextPattern.Literal(Mark), " "), new ByteFallback(), new Fuse()];
        return new DecoderSequence(hasPrefix ? [.. always, new StripDecoder(new Rune(' '), Start: 1, Stop: 0)] : always);
    }

    /// <summary>
    /// Whether text is written so by a tokenizer, and with a prefix: null where it is not, such as where words are cut, or characters
    /// normalized. A prefix that stands before the first piece alone counts as one.
    /// </summary>
    public static bool? HasPrefix(TokenizerDefinition definition) => (definition.Normalizer, definition.PreTokenizer) switch
    {
        (Replace replace, null) when IsMark(replace) => false,
        (NormalizerSequence { Normalizers: [Replace replace] }, null) when IsMark(replace) => false,
        (NormalizerSequence { Normalizers: [Prepend { Text: Mark }, Replace replace] }, null) when IsMark(replace) => true,
        (null, PreTokenizers.Metaspace { Split: false } metaspace) when metaspace.Replacement.ToString() == Mark =>
            metaspace.Scheme != PreTokenizers.PrependScheme.Never,
        _ => null,
    };

    private static bool IsMark(Replace replace) => replace is { Content: Mark, Pattern: { IsRegex: false, Source: " " } };
}
