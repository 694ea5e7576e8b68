namespace Pipelines.Tokenizers.PreTokenizers;

/// <summary>
/// How text is cut into words before the model: the <c>pre_tokenizer</c> of a tokenizer file. It may leave characters out, and put others
/// in. Immutable.
/// </summary>
/// <remarks>
/// A new one is a record derived from this one, or from <see cref="CuttingPreTokenizer"/> where it only cuts, and a line in
/// <c>PreTokenizerReader</c>.
/// </remarks>
public abstract record PreTokenizer : TokenizerPart
{
    /// <summary>Whether words become bytes, which the model spells in the byte-level alphabet.</summary>
    internal virtual bool SpellsBytes => false;

    /// <summary>Cuts one piece of text into pieces, which are added to <paramref name="pieces"/>.</summary>
    /// <param name="utf8">normalised text, never empty; perhaps not well-formed</param>
    /// <param name="place">where it stands</param>
    /// <param name="pieces">gets them; empty ones are left out</param>
    internal abstract void Cut(ReadOnlySpan<byte> utf8, TextPlace place, Pieces pieces);
}
