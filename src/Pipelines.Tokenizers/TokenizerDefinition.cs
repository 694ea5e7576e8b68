using Pipelines.Tokenizers.Decoders;
using Pipelines.Tokenizers.Normalizers;
using Pipelines.Tokenizers.PreTokenizers;

namespace Pipelines.Tokenizers;

/// <summary>
/// Everything that makes one tokenizer differ from another, in the parts of Hugging Face's <c>tokenizer.json</c> and under their names:
/// added tokens are found in the text; what lies between them is normalised, cut into words by the pre-tokenizer, and each word becomes
/// tokens by the model. The decoder makes text of tokens again. A null part does nothing.
/// </summary>
/// <param name="Spellings">tokens by id, spelled as the model spells them; null where no token has the id</param>
/// <param name="Model">what makes tokens of a word</param>
public sealed record TokenizerDefinition(IReadOnlyList<string?> Spellings, TokenizerModel Model)
{
    /// <summary>A byte-level BPE tokenizer (Radford et al. 2019).</summary>
    /// <param name="spellings">
    /// tokens by id, spelled in the byte-level alphabet (<see cref="ByteAlphabet"/>); null where no token has the id
    /// </param>
    /// <param name="merges">in order of rank, the best first</param>
    /// <param name="splitter">how text is cut into words, inside which merging happens</param>
    public TokenizerDefinition(IReadOnlyList<string?> spellings, IReadOnlyList<Merge> merges, Splitter splitter)
        : this(spellings, new BpeModel(merges)) =>
        (PreTokenizer, Decoder) = (ByteLevel.With(splitter), new ByteLevelDecoder());

    /// <summary>What is done to text before anything else; null leaves it as it is.</summary>
    public Normalizer? Normalizer { get; init; }

    /// <summary>How text is cut into words; null makes all of it one word.</summary>
    public PreTokenizer? PreTokenizer { get; init; }

    /// <summary>How tokens become text; null puts a space between them.</summary>
    public Decoder? Decoder { get; init; }

    /// <summary>Tokens found as a whole before splitting; each has its content in <see cref="Spellings"/> at its id.</summary>
    public IReadOnlyList<AddedToken> AddedTokens { get; init; } = [];

    /// <summary>Ids that the template puts before a text.</summary>
    public IReadOnlyList<int> TemplatePrefix { get; init; } = [];

    /// <summary>Ids that the template puts after a text.</summary>
    public IReadOnlyList<int> TemplateSuffix { get; init; } = [];

    /// <summary>
    /// What the template makes of two texts, for whoever reads the file: nothing here reads pairs. Where it is empty each text gets what
    /// one gets.
    /// </summary>
    public IReadOnlyList<TemplatePiece> PairTemplate { get; init; } = [];

    /// <summary>The token that ends a document, or null when there is none.</summary>
    public int? EndOfText { get; init; }

    /// <summary>The ids that templates put anywhere, in order.</summary>
    internal IEnumerable<int> TemplateTokens =>
        TemplatePrefix.Concat(TemplateSuffix).Concat(PairTemplate.Select(piece => piece.Token).OfType<int>()).Distinct().Order();

    /// <summary>The merges of a BPE model in order of rank; none where the model has no such thing.</summary>
    public IReadOnlyList<Merge> Merges => Model is BpeModel bpe ? bpe.Merges : [];

    /// <summary>Whether words are bytes, and spellings in the byte-level alphabet (<see cref="ByteAlphabet"/>).</summary>
    public bool IsByteLevel => PreTokenizer?.SpellsBytes ?? false;

    /// <summary>
    /// The pattern by which a byte-level tokenizer cuts text, where it does nothing else and the pattern is one known by hand.
    /// </summary>
    public Splitter? Splitter => PreTokenizer is { } preTokenizer ? ByteLevel.SplitterOf(preTokenizer) : null;
}
