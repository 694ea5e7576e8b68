namespace Pipelines.Tokenizers.Normalizers;

/// <summary>
/// What is done to the text between added tokens before it is cut into words: the <c>normalizer</c> of a tokenizer file. Immutable.
/// </summary>
/// <remarks>A new normalizer is a record derived from this one, and a line in <c>NormalizerReader</c>.</remarks>
public abstract record Normalizer : TokenizerPart
{
    /// <summary>The normalised text.</summary>
    /// <param name="text">well-formed text, never empty</param>
    /// <param name="place">where it stands: nothing is put before a text that goes on within a piece</param>
    public abstract string Normalize(string text, TextPlace place);

    /// <summary>Whether it surely leaves <paramref name="utf8"/> as it is, told at a glance: then the text is not copied.</summary>
    internal virtual bool Keeps(ReadOnlySpan<byte> utf8, TextPlace place) => false;
}
