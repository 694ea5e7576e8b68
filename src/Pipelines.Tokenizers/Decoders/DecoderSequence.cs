using System.Text.Json;

namespace Pipelines.Tokenizers.Decoders;

/// <summary>
/// <c>Sequence</c>: each decoder takes what the one before it made. Behind a <see cref="Fuse"/> there is one token, the text.
/// </summary>
public sealed record DecoderSequence : Decoder
{
    private readonly Decoder[] each;

    /// <summary>Puts decoders in a row.</summary>
    /// <param name="decoders">in order</param>
    /// <exception cref="TokenizerFormatException">behind what joins the tokens there is something other than a strip</exception>
    public DecoderSequence(params IReadOnlyList<Decoder> decoders)
    {
        Decoders = decoders;
        each = [.. decoders.TakeWhile(decoder => decoder is not Fuse)];
        var whole = decoders.Skip(each.Length).Where(decoder => decoder is not Fuse).ToList();
        if (whole.Find(decoder => decoder is not StripDecoder) is { } other)
            throw new TokenizerFormatException($"has a {other.Type} behind a Fuse; Strip can stand there");
        Joined = [.. each.SelectMany(decoder => decoder.Joined), .. whole.Cast<StripDecoder>()];
    }

    /// <summary>In order.</summary>
    public IReadOnlyList<Decoder> Decoders { get; }

    /// <inheritdoc/>
    public override string Type => "Sequence";

    /// <inheritdoc/>
    internal override IReadOnlyList<StripDecoder> Joined { get; }

    /// <inheritdoc/>
    internal override byte[] Decode(byte[] token, bool isFirst)
    {
        foreach (var decoder in each) token = decoder.Decode(token, isFirst);
        return token;
    }

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteStartArray("decoders");
        foreach (var decoder in Decoders) decoder.Write(json);
        json.WriteEndArray();
    }
}
