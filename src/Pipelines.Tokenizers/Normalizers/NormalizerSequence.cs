using System.Text.Json;

namespace Pipelines.Tokenizers.Normalizers;

/// <summary><c>Sequence</c>: one normalizer after the other.</summary>
/// <param name="Normalizers">in order</param>
public sealed record NormalizerSequence(IReadOnlyList<Normalizer> Normalizers) : Normalizer
{
    /// <inheritdoc/>
    public override string Type => "Sequence";

    /// <inheritdoc/>
    public override string Normalize(string text, TextPlace place)
    {
        foreach (var normalizer in Normalizers)
        {
            if (text.Length == 0) break;
            text = normalizer.Normalize(text, place);
        }

        return text;
    }

    /// <inheritdoc/>
    internal override bool Keeps(ReadOnlySpan<byte> utf8, TextPlace place)
    {
        foreach (var normalizer in Normalizers)
            if (!normalizer.Keeps(utf8, place)) return false;
        return true;
    }

    /// <inheritdoc/>
    private protected override void WriteSettings(Utf8JsonWriter json)
    {
        json.WriteStartArray("normalizers");
        foreach (var normalizer in Normalizers) normalizer.Write(json);
        json.WriteEndArray();
    }
}
