using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>
/// Decodes tokens as they come, and never gives out half a character: what it returns, joined, is what
/// <see cref="Tokenizer.Decode"/> would return for all that it does not leave out. For one stream of tokens, and one thread at a time.
/// </summary>
/// <param name="tokenizer">whose tokens they are</param>
/// <param name="skipSpecial">leave out special tokens</param>
/// <param name="kept">special tokens that stay all the same</param>
public sealed class StreamDecoder(Tokenizer tokenizer, bool skipSpecial = false, IReadOnlySet<int>? kept = null)
{
    private readonly Decoder decoder = Encoding.UTF8.GetDecoder();

    /// <summary>The characters that <paramref name="id"/> completes; empty while one is unfinished.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the id is not in the vocabulary</exception>
    public string Append(int id) =>
        Convert(tokenizer.BytesOf(id, skipSpecial && kept?.Contains(id) != true), flush: false);

    /// <summary>The replacement character for a character left unfinished, else nothing; the decoder is then as new.</summary>
    public string Finish() => Convert([], flush: true);

    private string Convert(ReadOnlySpan<byte> bytes, bool flush)
    {
        Span<char> characters = stackalloc char[256];
        var needed = decoder.GetCharCount(bytes, flush);
        if (needed > characters.Length) characters = new char[needed];
        return new string(characters[..decoder.GetChars(bytes, characters, flush)]);
    }
}
