namespace Pipelines.Tokenizers;

/// <summary>Byte-pair encoding of words.</summary>
/// <param name="merger">merges</param>
/// <param name="wholeWords">where words are looked up before they are merged; or null</param>
/// <param name="cutsAtMarks">whether a word can be cut at its marks</param>
internal sealed class BpeTokenizer(WordMerger merger, Vocabulary? wholeWords, bool cutsAtMarks) : WordTokenizer
{
    /// <inheritdoc/>
    public override ReadOnlySpan<int> Tokenize(ReadOnlySpan<byte> word) =>
        wholeWords?.FindText(word) is { } id ? new[] { id } : merger.Merge(word);

    /// <inheritdoc/>
    public override int CutBehind(ReadOnlySpan<byte> word, int start) => cutsAtMarks ? WordMarks.Next(word, start) : word.Length;
}
