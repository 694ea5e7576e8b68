using System.Text;
using System.Text.Json;

namespace Pipelines.Tokenizers.Decoders;

/// <summary>
/// <c>WordPiece</c>: tokens within a word lose their prefix, others get a space before them, but for the first. What the normalizer took
/// away does not come back, nor do spaces that were not there go away, but for those that <paramref name="Cleanup"/> is about.
/// </summary>
/// <param name="Prefix">what the spelling of a token within a word begins with</param>
/// <param name="Cleanup">whether a space before <c>. ? ! ,</c>, around an apostrophe and before English contractions is left out</param>
public sealed record WordPieceDecoder(string Prefix = "##", bool Cleanup = true) : Decoder
{
    private static readonly (string Spaced, string Clean)[] cleaned =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"),
        (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    private readonly byte[] prefix = Encoding.UTF8.GetBytes(Prefix);

    /// <inheritdoc/>
    public override string Type => "WordPiece";

    /// <inheritdoc/>
    internal override byte[] Decode(byte[] token, bool isFirst)
    {
        if (!isFirst) token = token.AsSpan().StartsWith(prefix) ? token[prefix.Length..] : [(byte)' ', .. token];
        if (!Cleanup || token.AsSpan().IndexOf((byte)' ') < 0) return token;
        var text = Encoding.UTF8.GetString(token);
        foreach (var (spaced, clean) in cleaned) text = text.Replace(spaced, clean, StringComparison.Ordinal);
        return Encoding.UTF8.GetBytes(text);
    }

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteString("prefix", Prefix);
        json.WriteBoolean("cleanup", Cleanup);
    }
}
