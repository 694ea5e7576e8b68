using System.Text.Json;

namespace Pipelines.Tokenizers.Normalizers;

/// <summary><c>Prepend</c>: puts a text, most often ▁, before every piece.</summary>
/// <param name="Text">what is put there</param>
public sealed record Prepend(string Text) : Normalizer
{
    /// <inheritdoc/>
    public override string Type => "Prepend";

    /// <inheritdoc/>
    public override string Normalize(string text, TextPlace place) => place == TextPlace.Within ? text : Text + text;

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json) => json.WriteString("prepend", Text);
}
