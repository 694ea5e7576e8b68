using System.Globalization;

namespace Pipelines.Tokenizers;

/// <summary>Sets of characters as members of a .NET class.</summary>
internal static class UnicodeSets
{
    /// <summary><c>\w</c>: letters, marks, digits, what joins words (UTS #18, annex C).</summary>
    public const string Word = @"\p{L}\p{M}\p{Nl}\p{Nd}\p{Pc}\u24B6-\u24E9";

    private static readonly string[] Categories =
    [
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co", "Cn",
    ];

    private static readonly Dictionary<string, string> Named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Letter"] = @"\p{L}",
        ["Mark"] = @"\p{M}",
        ["Number"] = @"\p{N}",
        ["Punctuation"] = @"\p{P}",
        ["Symbol"] = @"\p{S}",
        ["Separator"] = @"\p{Z}",
        ["Other"] = @"\p{C}",
        ["Alpha"] = @"\p{L}\p{Nl}\u24B6-\u24E9",
        ["Alnum"] = @"\p{L}\p{M}\p{Nl}\p{Nd}\u24B6-\u24E9",
        ["Digit"] = @"\p{Nd}",
        ["Space"] = @"\s",
        ["Word"] = Word,
        ["Upper"] = @"\p{Lu}",
        ["Lower"] = @"\p{Ll}",
        ["Punct"] = @"\p{P}$+<=>^`|~",
        ["Cntrl"] = @"\p{Cc}",
        ["XDigit"] = "0-9a-fA-F",
        ["ASCII"] = @"\u0000-\u007F",
        ["Han"] = @"\u2E80-\u2E99\u2E9B-\u2EF3\u2F00-\u2FD5\u3005\u3007\u3021-\u3029\u3038-\u303B\u3400-\u4DBF\u4E00-\u9FFF"
            + @"\uF900-\uFA6D\uFA70-\uFAD9",
        ["Hiragana"] = @"\u3041-\u3096\u309D-\u309F",
        ["Katakana"] = @"\u30A1-\u30FA\u30FD-\u30FF\u31F0-\u31FF\u32D0-\u32FE\u3300-\u3357\uFF66-\uFF6F\uFF71-\uFF9D",
        ["Hangul"] = @"\u1100-\u11FF\u302E-\u302F\u3131-\u318E\u3200-\u321E\u3260-\u327E\uA960-\uA97C\uAC00-\uD7A3\uD7B0-\uD7C6"
            + @"\uD7CB-\uD7FB\uFFA0-\uFFBE\uFFC2-\uFFC7\uFFCA-\uFFCF\uFFD2-\uFFD7\uFFDA-\uFFDC",
    };

    /// <summary>The characters with a property: a general category, a script or a POSIX class; null for one that is not known.</summary>
    public static string? Property(string name) => Categories.Contains(name) ? $"\\p{{{name}}}" : Named.GetValueOrDefault(name);

    /// <summary>One character.</summary>
    public static string Character(char character) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
}
