using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>Tokens as bytes, by id and back. Immutable.</summary>
internal sealed class Vocabulary
{
    private readonly byte[]?[] bytesById;
    private readonly ByteStringTable numbers = new();
    private readonly int[] idByNumber;

    /// <exception cref="TokenizerFormatException">one of the 256 bytes is not a token, so that some text could not be encoded</exception>
    public Vocabulary(TokenizerDefinition definition)
    {
        bytesById = new byte[definition.Spellings.Count][];
        foreach (var added in definition.AddedTokens) bytesById[added.Id] = Encoding.UTF8.GetBytes(added.Content);
        var ids = new List<int>();

        // Of two tokens with the same bytes the ordinary one is found.
        for (var id = 0; id < bytesById.Length; id++)
        {
            if (bytesById[id] is not null || definition.Spellings[id] is not { } spelling) continue;
            bytesById[id] = ByteAlphabet.Read(spelling);
            Number(id);
        }

        foreach (var added in definition.AddedTokens) Number(added.Id);
        idByNumber = [.. ids];
        ByteIds = [.. Enumerable.Range(0, 256).Select(ByteId)];

        void Number(int id)
        {
            numbers.FindOrAdd(bytesById[id], out var isNew);
            if (isNew) ids.Add(id);
        }
    }

    /// <summary>The largest id plus one.</summary>
    public int Size => bytesById.Length;

    /// <summary>The token of each single byte.</summary>
    public int[] ByteIds { get; }

    /// <summary>The bytes of token <paramref name="id"/>; none for an id that no token has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">the id is negative or not below <see cref="Size"/></exception>
    public ReadOnlySpan<byte> this[int id] => (uint)id < (uint)bytesById.Length
        ? bytesById[id]
        : throw new ArgumentOutOfRangeException(nameof(id), id, $"token {id} is not in this vocabulary of {bytesById.Length}");

    /// <summary>The token with exactly these bytes, or null.</summary>
    public int? Find(ReadOnlySpan<byte> bytes) => numbers.Find(bytes) is >= 0 and var number ? idByNumber[number] : null;

    private int ByteId(int value) => Find([(byte)value]) ?? throw new TokenizerFormatException(
        $"the vocabulary has no token for the byte 0x{value:X2} ('{ByteAlphabet.Spell((byte)value)}'); byte-level BPE needs all 256");
}
