namespace Pipelines.Tokenizers.Decoders;

/// <summary>What a tokenizer without a decoder does: a space between two tokens. It is written as null.</summary>
internal sealed record SpacedDecoder : Decoder
{
    public override string Type => "null";

    internal override byte[] Decode(byte[] token, bool isFirst) => isFirst ? token : [(byte)' ', .. token];
}
