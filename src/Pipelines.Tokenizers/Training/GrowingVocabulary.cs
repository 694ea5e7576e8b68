namespace Pipelines.Tokenizers;

/// <summary>A vocabulary while it is learnt: special tokens, bytes in the order of their characters, what merging makes.</summary>
internal sealed class GrowingVocabulary
{
    private readonly List<string> spellings = [];
    private readonly Dictionary<string, int> ids = [];

    public GrowingVocabulary(IEnumerable<string> specialTokens)
    {
        foreach (var token in specialTokens) FindOrAdd(token);
        foreach (var value in ByteAlphabet.InCharacterOrder) ByteIds[value] = FindOrAdd(ByteAlphabet.Spell([value]));
    }

    /// <summary>The number of tokens.</summary>
    public int Count => spellings.Count;

    /// <summary>Tokens by id, spelled in the byte-level alphabet.</summary>
    public IReadOnlyList<string> Spellings => spellings;

    /// <summary>The token of each byte.</summary>
    public int[] ByteIds { get; } = new int[256];

    /// <summary>How many bytes a token has.</summary>
    public int Length(int id) => spellings[id].Length;

    /// <summary>The token that two make together; pairs that spell the same thing make the same token.</summary>
    public int Join(int left, int right) => FindOrAdd(spellings[left] + spellings[right]);

    private int FindOrAdd(string spelling)
    {
        if (ids.TryGetValue(spelling, out var id)) return id;
        ids[spelling] = spellings.Count;
        spellings.Add(spelling);
        return spellings.Count - 1;
    }
}
