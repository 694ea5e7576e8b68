using System.Globalization;
using System.Text;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>Texts in quotes, as Python's <c>repr()</c> prints them.</summary>
internal static class Quoted
{
    /// <summary>In single quotes, or in double ones when it holds single quotes only.</summary>
    public static string Text(string text)
    {
        var quote = text.Contains('\'') && !text.Contains('"') ? '"' : '\'';
        var quoted = new StringBuilder(text.Length + 2).Append(quote);
        foreach (var rune in text.EnumerateRunes()) Append(quoted, rune, quote);
        return quoted.Append(quote).ToString();
    }

    private static void Append(StringBuilder quoted, Rune rune, char quote)
    {
        switch (rune.Value)
        {
            case '\n': quoted.Append("\\n"); break;
            case '\r': quoted.Append("\\r"); break;
            case '\t': quoted.Append("\\t"); break;
            case '\\': quoted.Append("\\\\"); break;
            case var value when value == quote: quoted.Append('\\').Append(quote); break;
            case ' ': quoted.Append(' '); break;
            case var _ when IsPrintable(rune): quoted.Append(rune); break;
            case < 0x100: quoted.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"); break;
            case < 0x10000: quoted.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"); break;
            default: quoted.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"); break;
        }
    }

    private static bool IsPrintable(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
        or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
}
