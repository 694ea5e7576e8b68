namespace Pipelines.Tokenizers;

/// <summary>How text is encoded; the default finds special tokens in the text and adds none.</summary>
public readonly record struct EncodeOptions
{
    /// <summary>Encode the text of special tokens as the plain text that it is: the safe choice for text from strangers.</summary>
    public bool SpecialTokensAsText { get; init; }

    /// <summary>Add what the tokenizer's template puts around a text, such as a begin-of-text token.</summary>
    public bool AddTemplate { get; init; }

    /// <summary>
    /// Where the text stands; by default it is a text of its own. For tokenizers that put a space at the beginning of texts or pieces it
    /// makes a difference; byte-level ones most often do not care.
    /// </summary>
    public TextPlace Place { get; init; }
}
