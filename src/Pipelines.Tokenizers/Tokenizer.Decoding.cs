using System.Text;

namespace Pipelines.Tokenizers;

public sealed partial class Tokenizer
{
    /// <summary>The text of <paramref name="ids"/>; bytes that are not well-formed UTF-8 become U+FFFD.</summary>
    /// <param name="ids">token ids</param>
    /// <param name="skipSpecial">leave out special tokens</param>
    /// <exception cref="ArgumentOutOfRangeException">an id is not in the vocabulary</exception>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecial = false) => Encoding.UTF8.GetString(DecodeBytes(ids, skipSpecial));

    /// <summary>The bytes of <paramref name="ids"/>, exactly.</summary>
    /// <param name="ids">token ids</param>
    /// <param name="skipSpecial">leave out special tokens</param>
    /// <exception cref="ArgumentOutOfRangeException">an id is not in the vocabulary</exception>
    public byte[] DecodeBytes(ReadOnlySpan<int> ids, bool skipSpecial = false)
    {
        var length = 0;
        foreach (var id in ids) length += BytesOf(id, skipSpecial).Length;
        var bytes = new byte[length];
        var rest = bytes.AsSpan();
        foreach (var id in ids)
        {
            var token = BytesOf(id, skipSpecial);
            token.CopyTo(rest);
            rest = rest[token.Length..];
        }

        return bytes;
    }

    internal ReadOnlySpan<byte> BytesOf(int id, bool skipSpecial) => skipSpecial && IsSpecial(id) ? [] : vocabulary[id];
}
