using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary>A text, or the tokens of one.</summary>
/// <param name="Place">where it is in the request</param>
/// <param name="Text">the text; null where tokens are given</param>
/// <param name="Tokens">the tokens; null where a text is given</param>
internal sealed record GivenPrompt(string Place, string? Text, IReadOnlyList<int>? Tokens)
{
    /// <summary>
    /// Its tokens as the beginning of a document: what the tokenizer puts before a text comes first, and an empty text is what follows the
    /// end of another. Special tokens may be written by their names, for it is the client that writes the whole prompt.
    /// </summary>
    public int[] EncodeBeginning(Tokenizer tokenizer)
    {
        if (Tokens is not null) return [.. Tokens];
        int[] tokens = [.. tokenizer.Definition.TemplatePrefix, .. tokenizer.Encode(Text!)];
        return tokens.Length > 0 || tokenizer.EndOfText is not { } end ? tokens : [end];
    }

    /// <summary>Its tokens as a whole text: with what the tokenizer puts around one.</summary>
    public int[] EncodeWhole(Tokenizer tokenizer) =>
        Tokens is not null ? [.. Tokens] : tokenizer.Encode(Text!, new EncodeOptions { AddTemplate = true, SpecialTokensAsText = true });
}
