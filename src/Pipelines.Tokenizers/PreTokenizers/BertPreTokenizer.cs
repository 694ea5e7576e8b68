namespace Pipelines.Tokenizers.PreTokenizers;

/// <summary>
/// <c>BertPreTokenizer</c> (Devlin et al. 2019): words are what stands between white space, which is left out; each character of
/// punctuation is a word of its own.
/// </summary>
public sealed record BertPreTokenizer : PreTokenizer
{
    private static readonly PreTokenizerSequence words = new(new WhitespaceSplit(), new Punctuation(SplitBehavior.Isolated));

    /// <inheritdoc/>
    public override string Type => "BertPreTokenizer";

    /// <inheritdoc/>
    internal override void Cut(ReadOnlySpan<byte> utf8, TextPlace place, Pieces pieces) => words.Cut(utf8, place, pieces);
}
