namespace Pipelines.Tokenizers;

/// <summary>Where a piece of text stands: some tokenizers put a space at the beginning of a text, or of every piece of it.</summary>
public enum TextPlace
{
    /// <summary>At the beginning of the text.</summary>
    Start,

    /// <summary>
    /// Behind a token that was found as a whole, or behind a cut that the tokenizer itself makes: a piece begins, but no text.
    /// </summary>
    Piece,

    /// <summary>Within a piece that is encoded in parts: nothing is put before it.</summary>
    Within,
}
