namespace Pipelines.Tokenizers;

/// <summary>What BPE begins to merge from: the tokens of a word's smallest parts. Immutable.</summary>
internal abstract class Symbols
{
    /// <summary>Writes the tokens of <paramref name="word"/> into <paramref name="ids"/>, which has room; gives how many.</summary>
    public abstract int Read(ReadOnlySpan<byte> word, Span<int> ids);
}

/// <summary>Byte-level BPE's: a token for each byte.</summary>
internal sealed class ByteSymbols : Symbols
{
    private readonly int[] ids;

    /// <exception cref="TokenizerFormatException">one of the 256 bytes is not a token, so that some text could not be encoded</exception>
    public ByteSymbols(Vocabulary vocabulary) => ids = [.. Enumerable.Range(0, 256).Select(value => vocabulary.Find([(byte)value])
        ?? throw new TokenizerFormatException(
            $"the vocabulary has no token for the byte 0x{value:X2} ('{ByteAlphabet.Spell((byte)value)}'); byte-level BPE needs all 256"))];

    /// <inheritdoc/>
    public override int Read(ReadOnlySpan<byte> word, Span<int> ids)
    {
        for (var i = 0; i < word.Length; i++) ids[i] = this.ids[word[i]];
        return word.Length;
    }
}
