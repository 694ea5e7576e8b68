using Pipelines.Formats.Gguf;
using Pipelines.Tokenizers;

namespace Pipelines.Models;

/// <summary>
/// A tokenizer in the metadata of a GGUF file, as llama.cpp reads it (ggml-org/llama.cpp, <c>src/llama-vocab.cpp</c>): byte-level BPE by
/// its merges (<c>gpt2</c>), SentencePiece's by scores (<c>llama</c>), its special tokens and its chat template;
/// WordPiece (<c>bert</c>) and Unigram (<c>t5</c>) are read.
/// </summary>
public static class GgufTokenizer
{
    /// <summary>Puts a tokenizer into the metadata of a file that is to be written.</summary>
    /// <param name="metadata">gets the keys <c>tokenizer.…</c></param>
    /// <param name="tokenizer">the tokenizer</param>
    /// <param name="tokens">the tokens that mark structure, where the tokenizer does not name them itself</param>
    /// <param name="chat">how conversations become tokens, or null</param>
    /// <param name="rows">of the embedding; where there are more than tokens, unused ones fill up</param>
    /// <returns>what the format cannot say of this tokenizer, in a sentence each; most often nothing</returns>
    /// <exception cref="TokenizerFormatException">
    /// it cannot be said at all: two tokens with one text, more tokens than rows, a pattern with whole words first that has no name
    /// </exception>
    public static IReadOnlyList<string> Write(GgufMetadata metadata, Tokenizer tokenizer, TokenIds tokens, ChatFormat? chat, int rows) =>
        new TokenizerToGguf(metadata, tokenizer, tokens).Write(chat, rows);

    /// <summary>
    /// The tokenizer of a file. Readers of GGUF take text as it is, so it expects no normal form; a saved one names its beginning and end
    /// of text, padding and unknown token.
    /// </summary>
    /// <exception cref="GgufException">
    /// there is none, it is of another kind or cuts text as none does that is known here, or its parts do not fit together
    /// </exception>
    public static Tokenizer Read(GgufMetadata metadata) => TokenizerFromGguf.Read(metadata);

    /// <summary>The tokens that mark structure in a file: what begins a text, what ends one or a turn, what fills.</summary>
    /// <exception cref="GgufException">there are no tokens, or an id is not of one</exception>
    public static TokenIds ReadTokens(GgufMetadata metadata)
    {
        var file = new GgufVocabulary(metadata);
        int?[] ends = [file.Token(TokenizerKeys.Eos), file.Token(TokenizerKeys.Eot)];
        return new TokenIds(file.Token(TokenizerKeys.Bos), new([.. ends.OfType<int>().Distinct()]), file.Token(TokenizerKeys.Pad));
    }

    /// <summary>How conversations become tokens, or null where the file has no template.</summary>
    /// <param name="metadata">the file's</param>
    /// <param name="tokenizer">what <see cref="Read"/> gives of it</param>
    /// <exception cref="ChatTemplateException">
    /// the template is not well-formed, or needs special tokens that the tokenizer lacks
    /// </exception>
    public static ChatFormat? ReadChat(GgufMetadata metadata, Tokenizer tokenizer)
    {
        if (metadata.FindText(TokenizerKeys.ChatTemplate) is not { } source) return null;
        var tools = metadata.FindText($"{TokenizerKeys.ChatTemplate}.{TokenizerKeys.ToolUse}");
        return new ChatFormat(
            tokenizer,
            ChatTemplate.Parse(source, TokenizerKeys.ChatTemplate),
            tools is null ? null : ChatTemplate.Parse(tools, $"{TokenizerKeys.ChatTemplate}.{TokenizerKeys.ToolUse}"),
            ReadTokens(metadata).Eos);
    }
}
