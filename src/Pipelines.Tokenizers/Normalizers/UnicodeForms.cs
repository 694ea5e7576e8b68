using System.Text;

namespace Pipelines.Tokenizers.Normalizers;

/// <summary>A normal form of Unicode (UAX #15).</summary>
public abstract record UnicodeForm : Normalizer
{
    private readonly NormalizationForm form;

    private protected UnicodeForm(NormalizationForm form) => this.form = form;

    /// <inheritdoc/>
    public override string Normalize(string text, TextPlace place) => NormalForms.Apply(text, form);

    /// <inheritdoc/>
    internal override bool Keeps(ReadOnlySpan<byte> utf8, TextPlace place) => Ascii.IsValid(utf8);
}

/// <summary><c>NFC</c>: characters composed.</summary>
public sealed record Nfc() : UnicodeForm(NormalizationForm.FormC)
{
    /// <inheritdoc/>
    public override string Type => "NFC";
}

/// <summary><c>NFD</c>: characters taken apart.</summary>
public sealed record Nfd() : UnicodeForm(NormalizationForm.FormD)
{
    /// <inheritdoc/>
    public override string Type => "NFD";
}

/// <summary><c>NFKC</c>: compatible characters made one, and composed.</summary>
public sealed record Nfkc() : UnicodeForm(NormalizationForm.FormKC)
{
    /// <inheritdoc/>
    public override string Type => "NFKC";
}

/// <summary><c>NFKD</c>: compatible characters made one, and taken apart.</summary>
public sealed record Nfkd() : UnicodeForm(NormalizationForm.FormKD)
{
    /// <inheritdoc/>
    public override string Type => "NFKD";
}
