using Pipelines.Formats.Gguf;
using Pipelines.Tokenizers;

namespace Pipelines.Models;

/// <summary>
/// BPE by scores as SentencePiece has it, which GGUF calls <c>llama</c> (ggml-org/llama.cpp, <c>llm_tokenizer_spm</c>). Beside structure a
/// text gets a ▁ before it, unless <c>add_space_prefix</c> says otherwise; llama.cpp takes away no white space, whatever
/// <c>remove_extra_whitespaces</c> says.
/// </summary>
internal static class ScoresFromGguf
{
    /// <summary>The usual ids, where a file does not say.</summary>
    private const int UsualUnk = 0, UsualBos = 1, UsualEos = 2;

    /// <exception cref="GgufException">its parts do not fit together</exception>
    public static TokenizerDefinition Read(GgufVocabulary vocabulary)
    {
        var metadata = vocabulary.Metadata;
        vocabulary.Ids();
        var eos = vocabulary.Token(TokenizerKeys.Eos, UsualEos);
        var unknown = vocabulary.Token(TokenizerKeys.Unk, UsualUnk);
        var scores = vocabulary.Scores();
        var hasPrefix = metadata.FindFlag(TokenizerKeys.AddSpacePrefix) ?? true;
        return new TokenizerDefinition(
            [.. vocabulary.Tokens.Select((token, id) => IsFilling(id) ? null : token)],
            new ScoredBpeModel([.. scores.Select((score, id) => IsMade(id) ? (float?)score : null)])
            {
                UnknownToken = unknown is { } token ? vocabulary.Tokens[token] : null,
            })
        {
            Normalizer = SentencePieceText.Normalizer(hasPrefix),
            Decoder = SentencePieceText.Decoder(hasPrefix),
            AddedTokens = vocabulary.Added,
            TemplatePrefix = vocabulary.Around(TokenizerKeys.AddBos, true, vocabulary.Token(TokenizerKeys.Bos, UsualBos)),
            TemplateSuffix = vocabulary.Around(TokenizerKeys.AddEos, false, eos),
            EndOfText = eos,
        };

        // llama.cpp merges to unused tokens, too; those that only fill up an embedding are none.
        bool IsFilling(int id) => vocabulary.Types[id] == GgufTokenType.Unused && vocabulary.Tokens[id] == $"[PAD{id}]";

        bool IsMade(int id) => !IsFilling(id) && vocabulary.Types[id] is not
            (GgufTokenType.Control or GgufTokenType.Unknown or GgufTokenType.Byte);
    }
}
