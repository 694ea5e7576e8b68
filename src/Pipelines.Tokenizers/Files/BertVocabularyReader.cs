using Pipelines.Tokenizers.Decoders;
using Pipelines.Tokenizers.Normalizers;
using Pipelines.Tokenizers.PreTokenizers;

namespace Pipelines.Tokenizers;

/// <summary>
/// Reads BERT's <c>vocab.txt</c>, a token a line, as transformers' <c>BertTokenizer</c> does: what else there is to say is in the
/// <c>tokenizer_config.json</c> beside it, or is as BERT has it.
/// </summary>
internal static class BertVocabularyReader
{
    /// <summary>The file's name.</summary>
    public const string FileName = "vocab.txt";

    /// <exception cref="IOException">the file cannot be read</exception>
    /// <exception cref="TokenizerFormatException">it has no unknown token, or the settings ask for what there is not</exception>
    public static TokenizerDefinition Read(string path, JsonSettings settings)
    {
        if (settings.Flag("do_basic_tokenize") == false)
            throw new TokenizerFormatException($"{settings.Path}: do_basic_tokenize is false, which is not supported");
        string?[] spellings = [.. File.ReadLines(path).Select(line => line.TrimEnd() is { Length: > 0 } token ? token : null)];
        var model = new WordPieceModel(settings.Token("unk_token") ?? "[UNK]") { Tokens = spellings.Length };
        if (Id(model.UnknownToken) is null)
            throw new TokenizerFormatException($"has no line '{model.UnknownToken}': it is no vocabulary of WordPiece");
        var (cls, sep) = (Special("cls_token", "[CLS]"), Special("sep_token", "[SEP]"));
        int?[] special = [Special("pad_token", "[PAD]"), Id(model.UnknownToken), cls, sep, Special("mask_token", "[MASK]")];
        var template = (cls, sep) is ({ } begin, { } end) ? Template.Bert(begin, end) : Template.None;
        return new TokenizerDefinition(spellings, model)
        {
            Normalizer = new BertNormalizer(
                HandleChineseChars: settings.Flag("tokenize_chinese_chars") ?? true,
                StripAccents: settings.Flag("strip_accents"),
                Lowercase: settings.Flag("do_lower_case") ?? true),
            PreTokenizer = new BertPreTokenizer(),
            Decoder = new WordPieceDecoder(),
            AddedTokens = [.. special.OfType<int>().Distinct().Order().Select(id => new AddedToken(id, spellings[id]!))],
            TemplatePrefix = template.Prefix,
            TemplateSuffix = template.Suffix,
            PairTemplate = template.Pair,
            EndOfText = settings.Token("eos_token") is { } eos && Id(eos) is { } named ? named : sep,
        };

        int? Special(string setting, string usual) => Id(settings.Token(setting) ?? usual);

        int? Id(string token) => Array.LastIndexOf(spellings, token) is >= 0 and var id ? id : null;
    }
}
