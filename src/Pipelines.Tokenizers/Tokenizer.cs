using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>
/// Byte-level byte-pair encoding (Sennrich et al. 2016; Radford et al. 2019): text to token ids and back, without loss for any bytes.
/// Immutable, and safe to use from many threads at once.
/// </summary>
public sealed partial class Tokenizer
{
    private static readonly string[] UsualMasks = ["[MASK]", "<mask>", "<|mask|>"];

    private readonly Vocabulary vocabulary;
    private readonly bool[] isSpecial;

    /// <summary>Makes a tokenizer from its parts.</summary>
    /// <exception cref="TokenizerFormatException">
    /// the parts do not fit together: an id without a spelling, a merge that makes no token, a byte that no token stands for
    /// </exception>
    public Tokenizer(TokenizerDefinition definition)
    {
        DefinitionCheck.Check(definition);
        Definition = definition;
        vocabulary = new Vocabulary(definition);
        isSpecial = new bool[vocabulary.Size];
        foreach (var added in definition.AddedTokens) isSpecial[added.Id] = added.Special;
        merges = new MergeTable(definition.Merges, MergeResults());
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

    /// <summary>The merges in order of rank.</summary>
    public IReadOnlyList<Merge> Merges => Definition.Merges;

    /// <summary>The id of the token that stands for exactly <paramref name="text"/>, special or not; null when there is none.</summary>
    public int? TokenId(string text)
    {
        foreach (var added in AddedTokens)
        {
            if (added.Content == text) return added.Id;
        }

        return vocabulary.Find(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The bytes that token <paramref name="id"/> stands for, perhaps not whole characters; none for an unused id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the id is negative or not below <see cref="VocabSize"/></exception>
    public ReadOnlySpan<byte> TokenBytes(int id) => vocabulary[id];

    /// <summary>Whether token <paramref name="id"/> marks structure rather than text.</summary>
    public bool IsSpecial(int id) => (uint)id < (uint)isSpecial.Length && isSpecial[id];

    private int[] MergeResults()
    {
        var results = new int[Merges.Count];
        for (var rank = 0; rank < results.Length; rank++)
        {
            var (left, right) = Merges[rank];
            results[rank] = vocabulary.Find([.. vocabulary[left], .. vocabulary[right]]) ?? throw new TokenizerFormatException(
                $"merge {rank} ('{Definition.Spellings[left]}' and '{Definition.Spellings[right]}') makes no token of the vocabulary");
        }

        return results;
    }
}
