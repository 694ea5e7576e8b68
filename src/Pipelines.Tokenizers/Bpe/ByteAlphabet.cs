using System.Collections.Frozen;
using System.Text;

namespace Pipelines.Tokenizers;

/// <summary>
/// The 256 printable characters in which byte-level BPE spells bytes (GPT-2's <c>bytes_to_unicode</c>): a byte that is a printable
/// Latin-1 character is that character, the other 68 are U+0100, U+0101, … in order; a space is Ġ, a newline Ċ.
/// </summary>
public static class ByteAlphabet
{
    private static readonly char[] Characters = MakeCharacters();

    private static readonly FrozenDictionary<char, byte> Bytes =
        Enumerable.Range(0, 256).ToFrozenDictionary(value => Characters[value], value => (byte)value);

    /// <summary>The bytes in the order of their characters' code points: the order in which a trained vocabulary lists them.</summary>
    public static IReadOnlyList<byte> InCharacterOrder { get; } =
        [.. Enumerable.Range(0, 256).OrderBy(value => Characters[value]).Select(value => (byte)value)];

    /// <summary>The character that spells <paramref name="value"/>.</summary>
    public static char Spell(byte value) => Characters[value];

    /// <summary>The characters that spell <paramref name="bytes"/>, one for each.</summary>
    public static string Spell(ReadOnlySpan<byte> bytes)
    {
        var spelling = new StringBuilder(bytes.Length);
        foreach (var value in bytes) spelling.Append(Characters[value]);
        return spelling.ToString();
    }

    /// <summary>
    /// The bytes that <paramref name="spelling"/> spells; when one of its characters is not in the alphabet, its own UTF-8 bytes.
    /// </summary>
    public static byte[] Read(string spelling)
    {
        var bytes = new byte[spelling.Length];
        for (var i = 0; i < spelling.Length; i++)
        {
            if (!Bytes.TryGetValue(spelling[i], out bytes[i])) return Encoding.UTF8.GetBytes(spelling);
        }

        return bytes;
    }

    /// <summary>The UTF-8 of <see cref="Spell(ReadOnlySpan{byte})"/>.</summary>
    internal static byte[] SpellUtf8(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetBytes(Spell(bytes));

    /// <summary>What <see cref="Read"/> gives of a spelling in UTF-8.</summary>
    internal static byte[] ReadUtf8(ReadOnlySpan<byte> spelling) => Read(Encoding.UTF8.GetString(spelling));

    private static char[] MakeCharacters()
    {
        var characters = new char[256];
        var next = '\u0100';
        for (var value = 0; value < 256; value++)
        {
            var printable = value is (>= 0x21 and <= 0x7E) or (>= 0xA1 and <= 0xAC) or >= 0xAE;
            characters[value] = printable ? (char)value : next++;
        }

        return characters;
    }
}
