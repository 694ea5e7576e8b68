using System.Text;
using Pipelines.Tokenizers.Decoders;

namespace Pipelines.Tokenizers;

/// <summary>
/// Tokens by id and back: as models look them up, and as text. What models look up are spellings in UTF-8, or the bytes themselves where
/// these are spelled in the byte-level alphabet. Immutable.
/// </summary>
internal sealed class Vocabulary
{
    private readonly byte[]?[] keys;
    private readonly byte[]?[] texts;
    private readonly ByteStringTable numbers = new();
    private readonly int[] idByNumber;
    private readonly bool[] isSpecial;

    /// <summary>Makes the tables of a definition.</summary>
    public Vocabulary(TokenizerDefinition definition)
    {
        IsByteLevel = definition.IsByteLevel;
        Decoder = definition.Decoder ?? (IsByteLevel ? new ByteLevelDecoder() : new SpacedDecoder());
        keys = new byte[definition.Spellings.Count][];
        isSpecial = new bool[keys.Length];
        foreach (var added in definition.AddedTokens)
            (keys[added.Id], isSpecial[added.Id]) = (Encoding.UTF8.GetBytes(added.Content), added.Special);
        var ids = new List<int>();

        // Of two tokens with the same bytes the ordinary one is found.
        for (var id = 0; id < keys.Length; id++)
        {
            if (keys[id] is not null || definition.Spellings[id] is not { } spelling) continue;
            keys[id] = IsByteLevel ? ByteAlphabet.Read(spelling) : Encoding.UTF8.GetBytes(spelling);
            Number(id);
        }

        foreach (var added in definition.AddedTokens) Number(added.Id);
        idByNumber = [.. ids];
        texts = IsByteLevel && Decoder is ByteLevelDecoder ? keys : [.. definition.Spellings.Select(Text)];

        void Number(int id)
        {
            numbers.FindOrAdd(keys[id], out var isNew);
            if (isNew) ids.Add(id);
        }

        byte[]? Text(string? spelling) => spelling is null ? null : Decoder.Decode(Encoding.UTF8.GetBytes(spelling), isFirst: false);
    }

    /// <summary>Whether models get words as bytes.</summary>
    public bool IsByteLevel { get; }

    /// <summary>What makes text of tokens.</summary>
    public Decoders.Decoder Decoder { get; }

    /// <summary>The largest id plus one.</summary>
    public int Size => keys.Length;

    /// <summary>Whether a token marks structure.</summary>
    public bool IsSpecial(int id) => (uint)id < (uint)isSpecial.Length && isSpecial[id];

    /// <summary>The text of token <paramref name="id"/> in UTF-8, as it is behind other tokens; none for an id that no token has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the id is negative or not below <see cref="Size"/></exception>
    public ReadOnlySpan<byte> TextOf(int id) => texts[Checked(id)];

    /// <summary>The text of token <paramref name="id"/> where it is the first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the id is negative or not below <see cref="Size"/></exception>
    public ReadOnlySpan<byte> FirstTextOf(int id) =>
        texts == keys || keys[Checked(id)] is not { } key ? TextOf(id) : Decoder.Decode(key, isFirst: true);

    /// <summary>What models look token <paramref name="id"/> up by; nothing for an id that no token has.</summary>
    public ReadOnlySpan<byte> KeyOf(int id) => keys[id];

    /// <summary>How token <paramref name="id"/> is spelled; nothing for an id that no token has.</summary>
    public string SpellingOf(int id) => IsByteLevel ? ByteAlphabet.Spell(keys[id]) : Encoding.UTF8.GetString(keys[id] ?? []);

    /// <summary>The token with exactly this key, special or not, or null.</summary>
    public int? Find(ReadOnlySpan<byte> key) => numbers.Find(key) is >= 0 and var number ? idByNumber[number] : null;

    /// <summary>The token with exactly this key that may stand for text: no special one; or null.</summary>
    public int? FindText(ReadOnlySpan<byte> key) => Find(key) is { } id && !isSpecial[id] ? id : null;

    /// <summary>The first token that becomes exactly this text, or null.</summary>
    public int? FindByText(ReadOnlySpan<byte> text)
    {
        for (var id = 0; id < texts.Length; id++)
            if (texts[id] is { } found && text.SequenceEqual(found)) return id;
        return null;
    }

    /// <summary>The token with a spelling, special or not, or null.</summary>
    public int? Find(string spelling) => Find(IsByteLevel ? ByteAlphabet.Read(spelling) : Encoding.UTF8.GetBytes(spelling));

    private int Checked(int id) => (uint)id < (uint)keys.Length
        ? id
        : throw new ArgumentOutOfRangeException(nameof(id), id, $"token {id} is not in this vocabulary of {keys.Length}");
}
