using System.Text;
using Pipelines.Tokenizers.Decoders;

namespace Pipelines.Tokenizers;

public sealed partial class Tokenizer
{
    /// <summary>
    /// The text of <paramref name="ids"/>. Where the tokenizer puts a space at the beginning of texts, it is taken away again, unless the
    /// text goes on from another. Bytes that are not well-formed UTF-8 become U+FFFD.
    /// </summary>
    /// <param name="ids">token ids</param>
    /// <param name="skipSpecial">leave out special tokens</param>
    /// <param name="place">where the text stands</param>
    /// <exception cref="ArgumentOutOfRangeException">an id is not in the vocabulary</exception>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecial = false, TextPlace place = TextPlace.Start) =>
        Encoding.UTF8.GetString(DecodeBytes(ids, skipSpecial, place));

    /// <summary>The bytes of <paramref name="ids"/>, exactly.</summary>
    /// <param name="ids">token ids</param>
    /// <param name="skipSpecial">leave out special tokens</param>
    /// <param name="place">where the text stands</param>
    /// <exception cref="ArgumentOutOfRangeException">an id is not in the vocabulary</exception>
    public byte[] DecodeBytes(ReadOnlySpan<int> ids, bool skipSpecial = false, TextPlace place = TextPlace.Start)
    {
        var bytes = new List<byte>(ids.Length * 4);
        var text = NewText(place);
        foreach (var id in ids)
            if (!skipSpecial || !IsSpecial(id)) bytes.AddRange(text.Append(id));
        bytes.AddRange(text.Finish());
        return [.. bytes];
    }

    /// <summary>Begins to make text of tokens one by one.</summary>
    internal TextOfTokens NewText(TextPlace place) => new(vocabulary, place);
}
