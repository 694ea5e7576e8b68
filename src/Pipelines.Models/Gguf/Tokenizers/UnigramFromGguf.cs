using Pipelines.Formats.Gguf;
using Pipelines.Tokenizers;
using Pipelines.Tokenizers.Decoders;
using Pipelines.Tokenizers.Normalizers;
using Pipelines.Tokenizers.PreTokenizers;
using Rune = System.Text.Rune;

namespace Pipelines.Models;

/// <summary>
/// Unigram as SentencePiece has it, which GGUF calls <c>t5</c> (ggml-org/llama.cpp, <c>llm_tokenizer_ugm</c>): white space at the ends and
/// beside white space is left out, and each piece of text begins with a mark.
/// </summary>
internal static class UnigramFromGguf
{
    /// <summary>The usual ids, where a file does not say: those of T5.</summary>
    private const int UsualEos = 1, UsualUnk = 2;

    /// <exception cref="GgufException">its parts do not fit together</exception>
    public static TokenizerDefinition Read(GgufVocabulary vocabulary)
    {
        var metadata = vocabulary.Metadata;
        vocabulary.Ids();
        var unknown = vocabulary.Token(TokenizerKeys.Unk, UsualUnk)
            ?? throw metadata.Wrong(TokenizerKeys.Unk, "is missing; Unigram needs a token for characters that have none");
        var eos = vocabulary.Token(TokenizerKeys.Eos, UsualEos);
        var scores = vocabulary.Scores();
        if (metadata.FindFlag(TokenizerKeys.RemoveExtraSpaces) != true)
            throw metadata.Wrong(TokenizerKeys.RemoveExtraSpaces, "is not true; only so Unigram is read");
        var mark = Rune.GetRuneAt(SentencePieceText.Mark, 0);
        return new TokenizerDefinition(
            vocabulary.Spellings,
            new UnigramModel([.. scores.Select((score, id) => vocabulary.Types[id] == GgufTokenType.Normal ? score : 0)], unknown))
        {
            Normalizer = Normalizer(metadata),
            PreTokenizer = new Metaspace(mark, PrependScheme.Always),
            Decoder = new MetaspaceDecoder(mark, PrependScheme.Always),
            AddedTokens = vocabulary.Added,
            TemplatePrefix = vocabulary.Around(TokenizerKeys.AddBos, false, vocabulary.Token(TokenizerKeys.Bos)),
            TemplateSuffix = vocabulary.Around(TokenizerKeys.AddEos, true, eos),
            EndOfText = eos,
        };
    }

    private static NormalizerSequence Normalizer(GgufMetadata metadata)
    {
        Normalizer[] spaces = [new Strip(Left: false, Right: true), new Replace(TextPattern.Regex(" {2,}"), SentencePieceText.Mark)];
        return new NormalizerSequence(metadata.FindIntegers(TokenizerKeys.CharacterMap) is { Count: > 0 } table
            ? [new Precompiled(table.Select(value => (byte)value).ToArray()), .. spaces]
            : spaces);
    }
}
