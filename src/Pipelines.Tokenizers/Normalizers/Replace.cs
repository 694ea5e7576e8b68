using System.Text.Json;

namespace Pipelines.Tokenizers.Normalizers;

/// <summary><c>Replace</c>: puts a text wherever a pattern is found.</summary>
/// <param name="Pattern">what is looked for</param>
/// <param name="Content">what comes in its place, as it is</param>
public sealed record Replace(TextPattern Pattern, string Content) : Normalizer
{
    /// <inheritdoc/>
    public override string Type => "Replace";

    /// <inheritdoc/>
    public override string Normalize(string text, TextPlace place) => Pattern.Replace(text, Content);

    /// <inheritdoc/>
    internal override bool Keeps(ReadOnlySpan<byte> utf8, TextPlace place) => Pattern.SurelyNotIn(utf8);

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        Pattern.Write(json);
        json.WriteString("content", Content);
    }
}
