using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>
/// Text to token ids and back, as its <see cref="TokenizerDefinition"/> says: byte-level byte-pair encoding (Radford et al. 2019), which
/// loses nothing of any bytes, or another normalizer, pre-tokenizer, model and decoder. Immutable, and safe to use from many threads at
/// once.
/// </summary>
public sealed partial class Tokenizer
{
    private static readonly string[] UsualMasks = ["[MASK]", "<mask>", "<|mask|>"];

    private readonly Vocabulary vocabulary;

    /// <summary>Makes a tokenizer from its parts.</summary>
    /// <exception cref="TokenizerFormatException">
    /// the parts do not fit together: an id without a spelling, a merge that makes no token, a byte that no token stands for
    /// </exception>
    public Tokenizer(TokenizerDefinition definition)
    {
        DefinitionCheck.Check(definition);
        Definition = definition;
        vocabulary = new Vocabulary(definition);
        newWordTokenizer = definition.Model.Prepare(vocabulary);
        matchers = Matchers(definition.AddedTokens);
        textMatchers = Matchers(definition.AddedTokens.Where(added => !added.Special));
    }

    /// <summary>The parts it is made of.</summary>
    public TokenizerDefinition Definition { get; }

    /// <summary>The number of ids: the largest id plus one.</summary>
    public int VocabSize => vocabulary.Size;

    /// <summary>The token that ends a document, or null when there is none.</summary>
    public int? EndOfText => Definition.EndOfText;

    /// <summary>
    /// The token that stands for a hidden one: a special token <c>[MASK]</c>, <c>&lt;mask&gt;</c> or <c>&lt;|mask|&gt;</c>; null when there
    /// is none.
    /// </summary>
    public int? Mask => AddedTokens.FirstOrDefault(added => added.Special && UsualMasks.Contains(added.Content))?.Id;

    /// <summary>The tokens that are found as a whole before text is split, special ones among them.</summary>
    public IReadOnlyList<AddedToken> AddedTokens => Definition.AddedTokens;

    /// <summary>The merges of BPE in order of rank; none where the model has no such thing.</summary>
    public IReadOnlyList<Merge> Merges => Definition.Merges;

    /// <summary>
    /// The id of the token that stands for exactly <paramref name="text"/>, special or not: added tokens first, then what is spelled so,
    /// then what becomes that text behind other tokens; null when there is none.
    /// </summary>
    public int? TokenId(string text)
    {
        foreach (var added in AddedTokens)
        {
            if (added.Content == text) return added.Id;
        }

        var utf8 = Encoding.UTF8.GetBytes(text);
        return vocabulary.Find(utf8) ?? (vocabulary.IsByteLevel ? null : vocabulary.FindByText(utf8));
    }

    /// <summary>
    /// The bytes that token <paramref name="id"/> stands for behind other tokens, perhaps not whole characters; none for an unused id.
    /// Decoders that treat the beginning of a text otherwise may leave out a space there: see <see cref="Decode"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">the id is negative or not below <see cref="VocabSize"/></exception>
    public ReadOnlySpan<byte> TokenBytes(int id) => vocabulary.TextOf(id);

    /// <summary>Whether token <paramref name="id"/> marks structure rather than text.</summary>
    public bool IsSpecial(int id) => vocabulary.IsSpecial(id);
}
