namespace Pipelines.Tokenizers.Normalizers;

/// <summary><c>Lowercase</c>: small letters, one character for each but for İ, which becomes an i and a dot above.</summary>
public sealed record Lowercase : Normalizer
{
    /// <inheritdoc/>
    public override string Type => "Lowercase";

    /// <inheritdoc/>
    public override string Normalize(string text, TextPlace place) =>
        text.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);
}
