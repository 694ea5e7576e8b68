using System.Text;
using Pipelines.Tokenizers.Decoders;

namespace Pipelines.Tokenizers;

/// <summary>
/// Decodes tokens as they come, and never gives out half a character: what it returns, joined, is what
/// <see cref="Tokenizer.Decode"/> would return for all that it does not leave out. For one stream of tokens, and one thread at a time.
/// </summary>
/// <param name="tokenizer">whose tokens they are</param>
/// <param name="skipSpecial">leave out special tokens</param>
/// <param name="kept">special tokens that stay all the same</param>
/// <param name="place">
/// where the text stands: as one of its own it loses the space that the tokenizer puts at the beginning of texts; one that goes on from
/// another, such as a completion from its prompt, does not
/// </param>
public sealed class StreamDecoder(
    Tokenizer tokenizer, bool skipSpecial = false, IReadOnlySet<int>? kept = null, TextPlace place = TextPlace.Start)
{
    private readonly System.Text.Decoder decoder = Encoding.UTF8.GetDecoder();
    private TextOfTokens text = tokenizer.NewText(place);

    /// <summary>The characters that <paramref name="id"/> completes; empty while one is unfinished.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the id is not in the vocabulary</exception>
    public string Append(int id) =>
        skipSpecial && tokenizer.IsSpecial(id) && kept?.Contains(id) != true ? "" : Convert(text.Append(id), flush: false);

    /// <summary>
    /// What was held back, and the replacement character for a character left unfinished, else nothing; the decoder is then as new.
    /// </summary>
    public string Finish()
    {
        var rest = Convert(text.Finish(), flush: true);
        text = tokenizer.NewText(place);
        return rest;
    }

    private string Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        Span<char> characters = stackalloc char[256];
        var needed = decoder.GetCharCount(bytes, flush);
        if (needed > characters.Length) characters = new char[needed];
        return new string(characters[..decoder.GetChars(bytes, characters, flush)]);
    }
}
