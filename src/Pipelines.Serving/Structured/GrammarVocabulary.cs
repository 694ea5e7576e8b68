using Pipelines.Tokenizers;

namespace Pipelines.Serving;

/// <summary>
/// The tokens of a tokenizer as masks need them: the bytes of all that stand for text in one tree, and those that end a text. Immutable,
/// and meant to be made once for a model: grammars remember masks for each.
/// </summary>
public sealed class GrammarVocabulary
{
    private readonly byte[][] bytes;
    private readonly bool[] isEnd;

    /// <summary>
    /// Reads the tokens. Special ones stand for no text: no grammar lets them through but those that end it and those that it names by
    /// <see cref="Grammar.FromSpecialToken"/>.
    /// </summary>
    /// <param name="tokenizer">the tokenizer</param>
    /// <param name="ends">tokens that end a text, such as the end of a turn; by default <see cref="Tokenizer.EndOfText"/></param>
    /// <exception cref="ArgumentOutOfRangeException">one of <paramref name="ends"/> is no token</exception>
    public GrammarVocabulary(Tokenizer tokenizer, IEnumerable<int>? ends = null)
    {
        Size = tokenizer.VocabSize;
        Ends = [.. (ends ?? (tokenizer.EndOfText is { } end ? [end] : [])).Distinct().Order()];
        isEnd = new bool[Size];
        foreach (var id in Ends)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(ends));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, Size, nameof(ends));
            isEnd[id] = true;
        }
        bytes = [.. Enumerable.Range(0, Size).Select(id => isEnd[id] ? [] : BytesOf(tokenizer, id))];
        Tree = new TokenTree(bytes);
    }

    /// <summary>The number of ids: the largest id plus one.</summary>
    public int Size { get; }

    /// <summary>The tokens that end a text, in order.</summary>
    public IReadOnlyList<int> Ends { get; }

    /// <summary>How many words of 64 bits hold a mask.</summary>
    public int MaskLength => (Size + 63) / 64;

    /// <summary>A byte that no text has: a special token is its spelling between two of these.</summary>
    internal const byte SpecialMark = 0xFF;

    internal TokenTree Tree { get; }

    internal bool IsEnd(int id) => isEnd[id];

    /// <summary>What grammars read of a token; nothing for one that no grammar lets through, or that ends.</summary>
    internal ReadOnlySpan<byte> Bytes(int id) => bytes[id];

    private static byte[] BytesOf(Tokenizer tokenizer, int id)
    {
        var text = tokenizer.TokenBytes(id);
        return tokenizer.IsSpecial(id) ? [SpecialMark, .. text, SpecialMark] : text.Contains(SpecialMark) ? [] : text.ToArray();
    }
}
