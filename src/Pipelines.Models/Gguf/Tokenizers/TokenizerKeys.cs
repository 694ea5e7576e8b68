namespace Pipelines.Models;

/// <summary>
/// The keys of a tokenizer in GGUF's metadata (ggml-org/ggml, <c>docs/gguf.md</c>; ggml-org/llama.cpp, <c>src/llama-arch.cpp</c>).
/// </summary>
internal static class TokenizerKeys
{
    /// <summary>The kind: byte-level BPE is <c>gpt2</c>, whatever model it is of.</summary>
    public const string Model = "tokenizer.ggml.model";

    /// <summary>How text is cut into words, by the name of a tokenizer that does it so.</summary>
    public const string Pre = "tokenizer.ggml.pre";

    /// <summary>The tokens by id, ordinary ones in the byte-level alphabet.</summary>
    public const string Tokens = "tokenizer.ggml.tokens";

    /// <summary>What each token is, a <see cref="GgufTokenType"/>.</summary>
    public const string TokenTypes = "tokenizer.ggml.token_type";

    /// <summary>The merges in order of rank, "left right".</summary>
    public const string Merges = "tokenizer.ggml.merges";

    /// <summary>What each token is worth, where there are scores instead of merges.</summary>
    public const string Scores = "tokenizer.ggml.scores";

    /// <summary>Whether a piece of text gets a space before it.</summary>
    public const string AddSpacePrefix = "tokenizer.ggml.add_space_prefix";

    /// <summary>What ends a text, and parts two, in BERT; the spelling is llama.cpp's.</summary>
    public const string Sep = "tokenizer.ggml.seperator_token_id";

    /// <summary>The characters that are made others first, SentencePiece's compiled table.</summary>
    public const string CharacterMap = "tokenizer.ggml.precompiled_charsmap";

    /// <summary>Whether white space at the ends and beside white space is left out.</summary>
    public const string RemoveExtraSpaces = "tokenizer.ggml.remove_extra_whitespaces";

    /// <summary>Whether letters become small.</summary>
    public const string Lowercase = "tokenizer.ggml.normalizer.lowercase";

    /// <summary>Whether accents are left out.</summary>
    public const string StripAccents = "tokenizer.ggml.normalizer.strip_accents";

    public const string Bos = "tokenizer.ggml.bos_token_id";
    public const string Eos = "tokenizer.ggml.eos_token_id";
    public const string Eot = "tokenizer.ggml.eot_token_id";
    public const string Unk = "tokenizer.ggml.unknown_token_id";
    public const string Pad = "tokenizer.ggml.padding_token_id";
    public const string Mask = "tokenizer.ggml.mask_token_id";
    public const string AddBos = "tokenizer.ggml.add_bos_token";
    public const string AddEos = "tokenizer.ggml.add_eos_token";
    public const string ChatTemplate = "tokenizer.chat_template";

    /// <summary>The names of further chat templates; each is under <see cref="ChatTemplate"/>, a dot and its name.</summary>
    public const string ChatTemplates = "tokenizer.chat_templates";

    /// <summary>The template of conversations with tools.</summary>
    public const string ToolUse = "tool_use";
}
