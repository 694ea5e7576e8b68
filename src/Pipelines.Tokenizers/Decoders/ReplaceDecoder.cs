using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers.Decoders;

/// <summary><c>Replace</c>: puts a text wherever a pattern is found in a token.</summary>
/// <param name="Pattern">what is looked for</param>
/// <param name="Content">what comes in its place</param>
public sealed record ReplaceDecoder(TextPattern Pattern, string Content) : Decoder
{
    /// <inheritdoc/>
    public override string Type => "Replace";

    /// <inheritdoc/>
    internal override byte[] Decode(byte[] token, bool isFirst) => Pattern.SurelyNotIn(token)
        ? token
        : Encoding.UTF8.GetBytes(Pattern.Replace(Encoding.UTF8.GetString(token), Content));

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        Pattern.Write(json);
        json.WriteString("content", Content);
    }
}
