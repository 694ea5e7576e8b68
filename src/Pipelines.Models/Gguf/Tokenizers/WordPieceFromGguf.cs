using Pipelines.Formats.Gguf;
using Pipelines.Tokenizers;
using Pipelines.Tokenizers.Decoders;
using Pipelines.Tokenizers.Normalizers;
using Pipelines.Tokenizers.PreTokenizers;

namespace Pipelines.Models;

/// <summary>
/// WordPiece, which GGUF calls <c>bert</c> (ggml-org/llama.cpp, <c>llm_tokenizer_wpm</c>): a token that begins a word is spelled with a ▁
/// there, and one within a word without <c>##</c>.
/// </summary>
internal static class WordPieceFromGguf
{
    /// <summary>The usual ids, where a file does not say: those of BERT's own vocabulary.</summary>
    private const int UsualUnk = 100, UsualCls = 101, UsualSep = 102;

    private const string Within = "##";

    /// <summary>llama.cpp knows no longest word; this many characters are none.</summary>
    private const int LongestWord = 1 << 20;

    /// <exception cref="GgufException">its parts do not fit together</exception>
    public static TokenizerDefinition Read(GgufVocabulary vocabulary)
    {
        var metadata = vocabulary.Metadata;
        vocabulary.Ids();
        var unknown = vocabulary.Token(TokenizerKeys.Unk, UsualUnk)
            ?? throw metadata.Wrong(TokenizerKeys.Unk, "is missing; WordPiece needs a token for words that have none");
        var cls = vocabulary.Token(TokenizerKeys.Bos, UsualCls);
        var sep = vocabulary.Token(TokenizerKeys.Sep, UsualSep);
        var lowercase = metadata.FindFlag(TokenizerKeys.Lowercase) ?? true;
        return new TokenizerDefinition(
            [.. vocabulary.Spellings.Select((token, id) => token is null || IsWhole(id) ? token : Spelling(token))],
            new WordPieceModel(vocabulary.Tokens[unknown], Within, LongestWord))
        {
            Normalizer = new BertNormalizer(Lowercase: lowercase, StripAccents: metadata.FindFlag(TokenizerKeys.StripAccents)),
            PreTokenizer = new BertPreTokenizer(),
            Decoder = new WordPieceDecoder(Within),
            AddedTokens = vocabulary.Added,
            TemplatePrefix = cls is { } begin ? [begin] : [],
            TemplateSuffix = sep is { } end ? [end] : [],
            EndOfText = vocabulary.Token(TokenizerKeys.Eos) ?? sep,
        };

        bool IsWhole(int id) =>
            vocabulary.Types[id] != GgufTokenType.Normal || (vocabulary.Tokens[id] is ['[', .., ']'] && vocabulary.Tokens[id].Length > 2);
    }

    private static string Spelling(string token) =>
        token.StartsWith(SentencePieceText.Mark, StringComparison.Ordinal) ? token[1..] : Within + token;
}
