namespace Pipelines.Tokenizers.Decoders;

/// <summary><c>Fuse</c>: joins the tokens to one, the text.</summary>
public sealed record Fuse : Decoder
{
    /// <inheritdoc/>
    public override string Type => "Fuse";

    /// <inheritdoc/>
    internal override byte[] Decode(byte[] token, bool isFirst) => token;
}
