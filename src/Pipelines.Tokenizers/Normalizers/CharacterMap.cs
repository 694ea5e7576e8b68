using System.Buffers.Binary;
using System.Text;

namespace Pipelines.Tokenizers.Normalizers;

/// <summary>
/// SentencePiece's <c>precompiled_charsmap</c>: a double-array trie (Aoe 1989, in the layout of darts-clone) from UTF-8 texts to places in
/// a list of their replacements, each of which ends with a zero byte. All numbers are little-endian.
/// </summary>
internal sealed class CharacterMap
{
    private readonly uint[] units;
    private readonly byte[] replacements;

    /// <param name="bytes">the size of the trie in bytes, the trie, the replacements</param>
    /// <exception cref="TokenizerFormatException">shorter than it says, or the replacements are no UTF-8</exception>
    public CharacterMap(ReadOnlySpan<byte> bytes)
    {
        var size = bytes.Length < 4 ? uint.MaxValue : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (size % 4 != 0 || size == 0 || size > (uint)bytes.Length - 4)
            throw new TokenizerFormatException($"the character map of {bytes.Length} bytes says that its trie has {size}");
        units = new uint[size / 4];
        for (var i = 0; i < units.Length; i++) units[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(4 + 4 * i)..]);
        replacements = bytes[(int)(4 + size)..].ToArray();
        if (!System.Text.Unicode.Utf8.IsValid(replacements))
            throw new TokenizerFormatException("the replacements of the character map are no UTF-8");
    }

    /// <summary>What replaces a text that begins with a text of the map: the shortest such counts. Null where there is none.</summary>
    public string? Find(ReadOnlySpan<byte> utf8)
    {
        uint at = 0;
        if (!Move(ref at, units[0])) return null;
        foreach (var value in utf8)
        {
            at ^= value;
            if (value == 0 || at >= units.Length) return null;
            var unit = units[at];
            if (Label(unit) != value || !Move(ref at, unit)) return null;
            if (HasLeaf(unit)) return Replacement(units[at] & 0x7FFF_FFFF);
        }

        return null;
    }

    /// <summary>Goes to where the children of a unit are counted from; false where that lies outside of the trie.</summary>
    private bool Move(ref uint at, uint unit)
    {
        at ^= (unit >> 10) << (int)((unit & (1u << 9)) >> 6);
        return at < units.Length;
    }

    private static uint Label(uint unit) => unit & (1u << 31 | 0xFF);

    private static bool HasLeaf(uint unit) => (unit >> 8 & 1) == 1;

    private string? Replacement(uint start)
    {
        if (start > replacements.Length) return null;
        var rest = replacements.AsSpan((int)start);
        var length = rest.IndexOf((byte)0);
        return Encoding.UTF8.GetString(length < 0 ? rest : rest[..length]);
    }
}
