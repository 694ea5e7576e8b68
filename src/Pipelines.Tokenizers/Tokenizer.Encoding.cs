using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

namespace Pipelines.Tokenizers;

public sealed partial class Tokenizer
{
    private const int BatchCharacters = 1 << 22;

    private readonly Func<WordTokenizer> newWordTokenizer;
    private readonly AddedTokens matchers;
    private readonly AddedTokens textMatchers;
    private readonly ConcurrentBag<WordEncoder> idleEncoders = [];

    /// <summary>The tokens of <paramref name="text"/>. A surrogate without its other half is encoded as U+FFFD.</summary>
    public int[] Encode(string text, EncodeOptions options = default) => Encode(text.AsSpan(), options);

    /// <inheritdoc cref="Encode(string, EncodeOptions)"/>
    public int[] Encode(ReadOnlySpan<char> text, EncodeOptions options = default)
    {
        var encoder = Run(text, options);
        var ids = encoder.Output.ToArray();
        idleEncoders.Add(encoder);
        return ids;
    }

    /// <summary>
    /// The tokens of <paramref name="utf8"/>, well-formed or not. Of a byte-level tokenizer without a normalizer
    /// <see cref="DecodeBytes"/> gives the same bytes back; a normalizer takes what is malformed for U+FFFD.
    /// </summary>
    public int[] EncodeUtf8(ReadOnlySpan<byte> utf8, EncodeOptions options = default)
    {
        var encoder = Run(utf8, options);
        var ids = encoder.Output.ToArray();
        idleEncoders.Add(encoder);
        return ids;
    }

    /// <summary>How many tokens <paramref name="text"/> has.</summary>
    public int CountTokens(ReadOnlySpan<char> text, EncodeOptions options = default)
    {
        var encoder = Run(text, options);
        var count = encoder.Count;
        idleEncoders.Add(encoder);
        return count;
    }

    /// <summary>
    /// The tokens of each document, in order, encoded by all processors; the documents are read some megabytes ahead at a time.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> was asked for</exception>
    public IEnumerable<int[]> EncodeAll(
        IEnumerable<string> documents, EncodeOptions options = default, CancellationToken cancellation = default)
    {
        var parallel = new ParallelOptions { CancellationToken = cancellation };
        foreach (var batch in Batches(documents))
        {
            var encoded = new int[batch.Count][];
            Parallel.For(0, batch.Count, parallel, i => encoded[i] = Encode(batch[i], options));
            foreach (var ids in encoded) yield return ids;
        }
    }

    private static IEnumerable<List<string>> Batches(IEnumerable<string> documents)
    {
        var batch = new List<string>();
        var characters = 0L;
        foreach (var document in documents)
        {
            batch.Add(document);
            characters += document.Length;
            if (characters < BatchCharacters) continue;
            yield return batch;
            batch = [];
            characters = 0;
        }

        if (batch.Count > 0) yield return batch;
    }

    private WordEncoder Run(ReadOnlySpan<char> text, EncodeOptions options)
    {
        var utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetByteCount(text));
        var length = Encoding.UTF8.GetBytes(text, utf8);
        var encoder = Run(utf8.AsSpan(0, length), options);
        ArrayPool<byte>.Shared.Return(utf8);
        return encoder;
    }

    private WordEncoder Run(ReadOnlySpan<byte> utf8, EncodeOptions options)
    {
        if (!idleEncoders.TryTake(out var encoder)) encoder = NewEncoder();
        encoder.Clear();
        if (options.AddTemplate) foreach (var id in Definition.TemplatePrefix) encoder.Add(id);
        EncodeText(utf8, options.Place, options.SpecialTokensAsText ? textMatchers : matchers, encoder);
        if (options.AddTemplate) foreach (var id in Definition.TemplateSuffix) encoder.Add(id);
        return encoder;
    }

    private WordEncoder NewEncoder() => new(Definition.PreTokenizer, newWordTokenizer());

    /// <summary>Finds the added tokens that are looked for in the text as it is given.</summary>
    private void EncodeText(ReadOnlySpan<byte> utf8, TextPlace place, AddedTokens added, WordEncoder encoder)
    {
        var done = 0;
        while (added.Raw.Find(utf8, done, out var start, out var end, out var id))
        {
            EncodePiece(utf8[done..start], done == 0 ? place : TextPlace.Piece, added, encoder);
            encoder.Add(id);
            done = end;
        }

        EncodePiece(utf8[done..], done == 0 ? place : TextPlace.Piece, added, encoder);
    }

    /// <summary>Normalises what lies between them, and finds those that are looked for in normalised text.</summary>
    private void EncodePiece(ReadOnlySpan<byte> utf8, TextPlace place, AddedTokens added, WordEncoder encoder)
    {
        if (utf8.IsEmpty) return;
        if (Definition.Normalizer is { } normalizer && !normalizer.Keeps(utf8, place))
            utf8 = Encoding.UTF8.GetBytes(normalizer.Normalize(Encoding.UTF8.GetString(utf8), place));
        var done = 0;
        while (added.Normalized.Find(utf8, done, out var start, out var end, out var id))
        {
            EncodeWords(utf8[done..start], done == 0 ? place : TextPlace.Piece, encoder);
            encoder.Add(id);
            done = end;
        }

        EncodeWords(utf8[done..], done == 0 ? place : TextPlace.Piece, encoder);
    }

    private static void EncodeWords(ReadOnlySpan<byte> utf8, TextPlace place, WordEncoder encoder)
    {
        if (!utf8.IsEmpty) encoder.Encode(utf8, place);
    }

    private AddedTokens Matchers(IEnumerable<AddedToken> tokens) => new(tokens.ToList(), Definition.Normalizer);
}
