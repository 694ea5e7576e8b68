namespace Pipelines.Tokenizers.Decoders;

/// <summary>
/// How tokens become text: the <c>decoder</c> of a tokenizer file. What a token becomes depends on its spelling alone, and on whether it is
/// the first: so a text can be decoded token by token as it comes. Immutable.
/// </summary>
/// <remarks>
/// A new decoder is a record derived from this one, and a line in <c>DecoderReader</c>. What must see where tokens join gives a
/// <see cref="StripDecoder"/> in <see cref="Joined"/>.
/// </remarks>
public abstract record Decoder : TokenizerPart
{
    /// <summary>What is stripped from the ends of the whole text.</summary>
    internal virtual IReadOnlyList<StripDecoder> Joined => [];

    /// <summary>What a token becomes; it may be <paramref name="token"/> itself.</summary>
    /// <param name="token">its spelling in UTF-8, or what another decoder made of that: perhaps bytes that are no whole characters</param>
    /// <param name="isFirst">whether no token comes before it</param>
    internal abstract byte[] Decode(byte[] token, bool isFirst);
}
