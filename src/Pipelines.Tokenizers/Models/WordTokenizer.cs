namespace Pipelines.Tokenizers;

/// <summary>Makes tokens of words for one thread at a time; it may hold scratch memory.</summary>
internal abstract class WordTokenizer
{
    /// <summary>
    /// The tokens of <paramref name="word"/>, valid until the next call. A word is never empty. It is UTF-8, normalised and cut by the
    /// pre-tokenizer; for byte-level tokenizers it is the bytes themselves, not their spelling, and perhaps no well-formed UTF-8.
    /// </summary>
    public abstract ReadOnlySpan<int> Tokenize(ReadOnlySpan<byte> word);

    /// <summary>
    /// Where <paramref name="word"/> may be cut behind <paramref name="start"/> without any effect on its tokens: pieces are remembered,
    /// so that a model that gets a whole text as one word is fast if it knows such places. By default at the end.
    /// </summary>
    public virtual int CutBehind(ReadOnlySpan<byte> word, int start) => word.Length;
}
