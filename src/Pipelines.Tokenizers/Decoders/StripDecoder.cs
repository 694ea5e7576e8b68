using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers.Decoders;

/// <summary>
/// <c>Strip</c>: takes a character away from the ends of each token, or of the text where it stands behind a <see cref="Fuse"/>.
/// </summary>
/// <param name="Content">the character</param>
/// <param name="Start">how many of them at most at the beginning</param>
/// <param name="Stop">how many of them at most at the end</param>
public sealed record StripDecoder(Rune Content, int Start, int Stop) : Decoder
{
    /// <inheritdoc/>
    public override string Type => "Strip";

    /// <summary>The character in UTF-8.</summary>
    internal byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(Content.ToString());

    /// <inheritdoc/>
    internal override byte[] Decode(byte[] token, bool isFirst)
    {
        var rest = token.AsSpan();
        for (var i = 0; i < Start && rest.StartsWith(Utf8); i++) rest = rest[Utf8.Length..];
        for (var i = 0; i < Stop && rest.EndsWith(Utf8); i++) rest = rest[..^Utf8.Length];
        return rest.Length == token.Length ? token : rest.ToArray();
    }

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteString("content", Content.ToString());
        json.WriteNumber("start", Start);
        json.WriteNumber("stop", Stop);
    }
}
