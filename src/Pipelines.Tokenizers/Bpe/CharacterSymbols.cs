using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>
/// A token for each character; one that has none is the tokens of its bytes, or the unknown token, or left out (huggingface/tokenizers,
/// <c>BPE::merge_word</c>).
/// </summary>
internal sealed class CharacterSymbols : Symbols
{
    private const int None = -1;

    private readonly Vocabulary vocabulary;
    private readonly int[] ascii;
    private readonly int[]? bytes;
    private readonly int unknown;
    private readonly bool fuse;

    /// <exception cref="TokenizerFormatException">the unknown token is not in the vocabulary</exception>
    public CharacterSymbols(Vocabulary vocabulary, BpeModel model)
    {
        this.vocabulary = vocabulary;
        fuse = model.FuseUnknown;
        unknown = model.UnknownToken is not { } name ? None : vocabulary.Find(name)
            ?? throw new TokenizerFormatException($"the unknown token '{name}' is not in the vocabulary");
        ascii = [.. Enumerable.Range(0, 128).Select(value => vocabulary.FindText([(byte)value]) ?? None)];
        if (!model.ByteFallback) return;
        bytes = [.. Enumerable.Range(0, 256).Select(value => vocabulary.Find(Decoders.ByteFallback.Spell((byte)value)) ?? None)];
    }

    /// <inheritdoc/>
    public override int Read(ReadOnlySpan<byte> word, Span<int> ids)
    {
        var (count, pending) = (0, false);
        for (int at = 0, length; at < word.Length; at += length)
        {
            Rune.DecodeFromUtf8(word[at..], out _, out length);
            var character = word.Slice(at, length);
            var id = word[at] < 0x80 ? ascii[word[at]] : vocabulary.FindText(character) ?? None;
            if (id != None)
            {
                if (pending) ids[count++] = unknown;
                pending = false;
                ids[count++] = id;
            }
            else if (HasBytes(character))
            {
                // An unknown character that waits comes behind them, as it does in Hugging Face's library.
                foreach (var value in character) ids[count++] = bytes![value];
            }
            else if (unknown != None)
            {
                if (pending && !fuse) ids[count++] = unknown;
                pending = true;
            }
        }

        if (pending) ids[count++] = unknown;
        return count;
    }

    private bool HasBytes(ReadOnlySpan<byte> character)
    {
        if (bytes is null) return false;
        foreach (var value in character)
            if (bytes[value] == None) return false;
        return true;
    }
}
