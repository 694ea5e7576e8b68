using System.Text.Json;

namespace Pipelines.Tokenizers.Decoders;

/// <summary><c>ByteLevel</c>: the bytes that the characters of the byte-level alphabet stand for (<see cref="ByteAlphabet"/>).</summary>
public sealed record ByteLevelDecoder : Decoder
{
    /// <inheritdoc/>
    public override string Type => "ByteLevel";

    /// <inheritdoc/>
    internal override byte[] Decode(byte[] token, bool isFirst) => ByteAlphabet.ReadUtf8(token);

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        // What the part of this name has as a pre-tokenizer; none of it is about decoding.
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", true);
    }
}
