using System.Text.Json;

namespace Pipelines.Tokenizers.Normalizers;

/// <summary><c>Strip</c>: takes away the white space at the ends of a piece.</summary>
/// <param name="Left">at its beginning</param>
/// <param name="Right">at its end</param>
public sealed record Strip(bool Left, bool Right) : Normalizer
{
    /// <inheritdoc/>
    public override string Type => "Strip";

    /// <inheritdoc/>
    public override string Normalize(string text, TextPlace place)
    {
        if (Left && place != TextPlace.Within) text = text.TrimStart();
        return Right ? text.TrimEnd() : text;
    }

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteBoolean("strip_left", Left);
        json.WriteBoolean("strip_right", Right);
    }
}
