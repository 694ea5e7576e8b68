using Pipelines.Tokenizers.Normalizers;
using Pipelines.Tokenizers.PreTokenizers;
using Rune = System.Text.Rune;

namespace Pipelines.Tokenizers;

/// <summary>
/// Makes a tokenizer of SentencePiece's <c>tokenizer.model</c>, with what the files beside it add, as Hugging Face's converters do:
/// structure is found in a text as a whole, and so is what <c>tokenizer_config.json</c> lists.
/// </summary>
/// <param name="file">what the model says</param>
/// <param name="config"><c>tokenizer_config.json</c>, perhaps without settings</param>
/// <param name="added"><c>added_tokens.json</c>, perhaps without settings</param>
internal sealed class SentencePieceReader(SentencePieceFile file, JsonSettings config, JsonSettings added)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "tokenizer.model";

    private const string AddedFileName = "added_tokens.json";

    private readonly List<string?> spellings = [.. file.Pieces.Select(piece => piece.Text)];

    private bool IsBpe => file.Kind == SentencePieceKind.Bpe;

    /// <summary>Reads a file, and what stands beside it.</summary>
    /// <exception cref="IOException">a file cannot be read</exception>
    /// <exception cref="TokenizerFormatException">it is damaged, or of another kind than BPE and Unigram</exception>
    public static TokenizerDefinition Read(string path, JsonSettings settings) => new SentencePieceReader(
        new SentencePieceFile(File.ReadAllBytes(path)),
        settings,
        JsonSettings.Read(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, AddedFileName))).Read();

    private TokenizerDefinition Read()
    {
        if (file.Kind is not (SentencePieceKind.Bpe or SentencePieceKind.Unigram))
            throw new TokenizerFormatException($"its model is {file.Kind}; Bpe and Unigram are read");
        var tokens = ReadAddedTokens();
        var hasPrefix = config.Flag("add_prefix_space") ?? file.HasPrefix;
        var bos = Named("bos_token", file.Bos);
        var eos = Named("eos_token", file.Eos);
        return new TokenizerDefinition(spellings, IsBpe ? Scored() : Unigram())
        {
            Normalizer = IsBpe ? NormalizerOfBpe(hasPrefix) : NormalizerOfUnigram(),
            PreTokenizer = IsBpe ? CutsOfBpe(hasPrefix) : Marks(hasPrefix ? PrependScheme.Always : PrependScheme.Never, split: true),
            Decoder = IsBpe
                ? SentencePieceText.Decoder(hasPrefix)
                : new Decoders.MetaspaceDecoder(MarkRune, hasPrefix ? PrependScheme.Always : PrependScheme.Never),
            AddedTokens = tokens,
            TemplatePrefix = Around("add_bos_token", IsBpe, bos),
            TemplateSuffix = Around("add_eos_token", !IsBpe, eos),
            EndOfText = eos,
        };
    }

    private static Rune MarkRune => Rune.GetRuneAt(SentencePieceText.Mark, 0);

    private string? UnknownToken => file.Pieces.FirstOrDefault(piece => piece.Type == SentencePieceType.Unknown)?.Text;

    private ScoredBpeModel Scored() => new([.. file.Pieces.Select(piece => IsText(piece) ? (float?)piece.Score : null)])
    {
        UnknownToken = UnknownToken,
    };

    private UnigramModel Unigram()
    {
        var unknown = file.Pieces.ToList().FindIndex(piece => piece.Type == SentencePieceType.Unknown);
        if (unknown < 0) throw new TokenizerFormatException("none of its pieces stands for what has no token");
        return new UnigramModel(
            [.. file.Pieces.Select(piece => (double)piece.Score)], unknown, file.Pieces.Any(piece => piece.Type == SentencePieceType.Byte));
    }

    private static bool IsText(SentencePiece piece) => piece.Type is SentencePieceType.Normal or SentencePieceType.UserDefined;

    /// <summary>Without <c>legacy</c> only the beginning of a text gets a mark, and Hugging Face's form is a pre-tokenizer.</summary>
    private bool IsLegacy => config.Flag("legacy") ?? true;

    private Normalizer? NormalizerOfBpe(bool hasPrefix)
    {
        Normalizer[] cleaning = [.. CharacterMap(), .. file.RemovesExtraSpaces ? ExtraSpaces(" ") : []];
        if (!IsLegacy) return cleaning.Length == 0 ? null : new NormalizerSequence(cleaning);
        var marks = SentencePieceText.Normalizer(hasPrefix);
        return cleaning.Length == 0 ? marks
            : new NormalizerSequence([.. cleaning, .. marks is NormalizerSequence { Normalizers: var both } ? both : [marks]]);
    }

    private Metaspace? CutsOfBpe(bool hasPrefix) =>
        IsLegacy ? null : Marks(hasPrefix ? PrependScheme.First : PrependScheme.Never, split: false);

    private NormalizerSequence? NormalizerOfUnigram()
    {
        Normalizer[] cleaning = [.. CharacterMap(), .. file.RemovesExtraSpaces ? ExtraSpaces(SentencePieceText.Mark) : []];
        return cleaning.Length == 0 ? null : new NormalizerSequence(cleaning);
    }

    private static Metaspace Marks(PrependScheme scheme, bool split) => new(MarkRune, scheme, split);

    private Normalizer[] CharacterMap() => file.CharacterMap.Length == 0 ? [] : [new Precompiled(file.CharacterMap)];

    private Normalizer[] ExtraSpaces(string one) =>
        [new Strip(Left: IsBpe, Right: true), new Replace(TextPattern.Regex(" {2,}"), one)];

    private int[] Around(string setting, bool usual, int? id) => (config.Flag(setting) ?? usual) && id is { } token ? [token] : [];

    /// <summary>The token that a setting names, else the model's.</summary>
    private int? Named(string setting, int id)
    {
        if (config.Token(setting) is { } name && spellings.IndexOf(name) is >= 0 and var named) return named;
        return id >= 0 && id < file.Pieces.Count ? id : null;
    }

    /// <summary>The model's own, and those of the files beside it, of which those with settings count.</summary>
    private List<AddedToken> ReadAddedTokens()
    {
        var tokens = new SortedDictionary<int, AddedToken>();
        for (var id = 0; id < file.Pieces.Count; id++)
        {
            var piece = file.Pieces[id];
            if (piece.Type is SentencePieceType.Unknown or SentencePieceType.Control or SentencePieceType.UserDefined)
                tokens[id] = new AddedToken(id, piece.Text) { Special = piece.Type != SentencePieceType.UserDefined };
        }

        foreach (var (content, id) in added.Ids()) tokens[id] = new AddedToken(id, content) { Special = false };
        foreach (var token in config.AddedTokens("added_tokens_decoder")) tokens[token.Id] = token;
        foreach (var token in tokens.Values)
        {
            while (spellings.Count <= token.Id) spellings.Add(null);
            spellings[token.Id] ??= token.Content;
        }

        return [.. tokens.Values];
    }
}
