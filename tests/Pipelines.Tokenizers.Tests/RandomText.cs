using System.Text;

namespace Pipelines.Tokenizers.Tests;

/// <summary>Seeded random text from alphabets in which the borders of words are many.</summary>
internal static class RandomText
{
    /// <summary>Letters, digits, marks, symbols and every kind of white space of the basic plane, contractions among them.</summary>
    public static readonly string[] BasicPlane =
    [
        "a", "b", "Z", "s", "t", "re", "ve", "ll", "LL", "'", "'s", "'S", "'re", "'VE", "'", "d", "m", "é", "ß", "λ", "Ж", "中", "ا",
        "1", "2", "34", "٣", "²", "½", "Ⅷ", "०", ".", ",", "!", "?", "-", "_", "(", "\"", "€", "☃", "\u0301", "\u200D", "\uFFFD", "\u0000",
        " ", " ", " ", "  ", "\t", "\n", "\n", "\r\n", "\r", "\u000B", "\u0085", "\u00A0", "\u2003", "\u2028", "\u3000", "\u001F", "\u180E",
    ];

    /// <summary>The same and characters beyond the basic plane.</summary>
    public static readonly string[] AllPlanes = [.. BasicPlane, "𝐀", "𐐷", "𠀀", "𝟘", "𐄇", "😀", "👩‍🚀", "🇩🇪", "\U000E0001"];

    /// <summary>English-looking words, for merges to be found.</summary>
    public static readonly string[] Words =
    [
        "the ", "string ", "value", "values ", "returns ", "Returns", "in ", "index", "ing", " array", "banana", "aaa", "abab", "ababab",
        ".\n", ", ", "System.", "Collections.Generic", " is ", "null", "naïve ", "日本", "語",
    ];

    /// <summary>Some pieces of an alphabet, one after the other.</summary>
    public static string Next(Random random, string[] alphabet, int pieces)
    {
        var text = new StringBuilder();
        for (var i = 0; i < pieces; i++) text.Append(alphabet[random.Next(alphabet.Length)]);
        return text.ToString();
    }

    /// <summary>Bytes of any kind: noise, or text with a few bytes changed.</summary>
    public static byte[] NextBytes(Random random, int length)
    {
        var bytes = random.Next(2) == 0 ? new byte[length] : Encoding.UTF8.GetBytes(Next(random, AllPlanes, length));
        if (bytes.Length == 0) return bytes;
        if (bytes.All(value => value == 0)) random.NextBytes(bytes);
        for (var i = 0; i < 3; i++) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        return bytes;
    }
}
