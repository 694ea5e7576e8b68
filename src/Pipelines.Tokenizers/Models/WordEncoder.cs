using Pipelines.Tokenizers.PreTokenizers;

namespace Pipelines.Tokenizers;

/// <summary>
/// Turns normalised text into tokens: cuts it into words and remembers what each word became, since few words make up most of a text.
/// Holds scratch memory: one thread at a time.
/// </summary>
/// <param name="preTokenizer">what cuts text into words; null makes all of it one</param>
/// <param name="tokenizer">what makes tokens of a word</param>
internal sealed class WordEncoder(PreTokenizer? preTokenizer, WordTokenizer tokenizer)
{
    private const int LongestRemembered = 64;
    private const int MostRememberedBytes = 1 << 22;

    private readonly Splitter? splitter = preTokenizer is null ? null : ByteLevel.SplitterOf(preTokenizer);
    private readonly Pieces pieces = new();
    private readonly ByteStringTable words = new();
    private int[] idEnds = new int[512];
    private int[] rememberedIds = new int[2048];
    private int[] output = new int[256];

    /// <summary>How many tokens there are since <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    /// <summary>The tokens since <see cref="Clear"/>, valid until the next addition.</summary>
    public ReadOnlySpan<int> Output => output.AsSpan(0, Count);

    /// <summary>Begins anew, and keeps what was learnt about words.</summary>
    public void Clear() => Count = 0;

    /// <summary>Appends a token.</summary>
    public void Add(int id) => Append([id]);

    /// <summary>Appends the tokens of <paramref name="utf8"/>, normalised and without added tokens, and not empty.</summary>
    public void Encode(ReadOnlySpan<byte> utf8, TextPlace place)
    {
        if (splitter is not null)
        {
            for (int start = 0, end; start < utf8.Length; start = end)
            {
                end = splitter.WordEnd(utf8, start);
                EncodeWord(utf8[start..end]);
            }
        }
        else if (preTokenizer is null)
        {
            EncodeInPieces(utf8);
        }
        else
        {
            pieces.Clear();
            preTokenizer.Cut(utf8, place, pieces);
            for (var i = 0; i < pieces.Count; i++) EncodeInPieces(pieces[i]);
        }
    }

    private void EncodeInPieces(ReadOnlySpan<byte> word)
    {
        for (int start = 0, end; start < word.Length; start = end)
        {
            end = tokenizer.CutBehind(word, start);
            EncodeWord(word[start..end]);
        }
    }

    private void EncodeWord(ReadOnlySpan<byte> word)
    {
        if (word.Length > LongestRemembered)
        {
            Append(tokenizer.Tokenize(word));
            return;
        }

        var number = words.FindOrAdd(word, out var added);
        if (added) number = Remember(word, number);
        var start = number == 0 ? 0 : idEnds[number - 1];
        Append(rememberedIds.AsSpan(start, idEnds[number] - start));
    }

    private int Remember(ReadOnlySpan<byte> word, int number)
    {
        if (words.Bytes > MostRememberedBytes)
        {
            words.Clear();
            number = words.FindOrAdd(word, out _);
        }

        var ids = tokenizer.Tokenize(word);
        var start = number == 0 ? 0 : idEnds[number - 1];
        if (number == idEnds.Length) Array.Resize(ref idEnds, idEnds.Length * 2);
        if (start + ids.Length > rememberedIds.Length) Array.Resize(ref rememberedIds, rememberedIds.Length * 2);
        ids.CopyTo(rememberedIds.AsSpan(start));
        idEnds[number] = start + ids.Length;
        return number;
    }

    private void Append(ReadOnlySpan<int> ids)
    {
        if (Count + ids.Length > output.Length)
            Array.Resize(ref output, (int)Math.Min(Array.MaxLength, Math.Max(Count + ids.Length, 2L * output.Length)));
        ids.CopyTo(output.AsSpan(Count));
        Count += ids.Length;
    }
}
