using System.Globalization;
using System.Text;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>The escapes of Python's quoted texts.</summary>
internal static class Escapes
{
    /// <summary>The text that is meant; an escape that there is none of stays as it is.</summary>
    /// <exception cref="JinjaException">a number of a character that is cut short or is none</exception>
    public static string Resolve(string inside)
    {
        if (!inside.Contains('\\')) return inside;
        var text = new StringBuilder(inside.Length);
        for (var at = 0; at < inside.Length; at++)
        {
            if (inside[at] != '\\' || at + 1 == inside.Length) text.Append(inside[at]);
            else at = Resolve(inside, at + 1, text);
        }

        return text.ToString();
    }

    /// <summary>Resolves the escape with this letter; where its last character is.</summary>
    private static int Resolve(string inside, int at, StringBuilder text)
    {
        var letter = inside[at];
        var simple = "\n\\'\"abfnrtv".IndexOf(letter);
        if (letter == '\n') return at;
        if (simple > 0)
        {
            text.Append("\n\\'\"\a\b\f\n\r\t\v"[simple]);
            return at;
        }

        if (letter is >= '0' and <= '7')
        {
            var (code, end) = (0, at);
            for (; end < inside.Length && end < at + 3 && inside[end] is >= '0' and <= '7'; end++) code = code * 8 + inside[end] - '0';
            text.Append((char)code);
            return end - 1;
        }

        var digits = letter switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0)
        {
            text.Append('\\').Append(letter);
            return at;
        }

        if (at + digits >= inside.Length
            || !uint.TryParse(inside.AsSpan(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            || number > 0x10FFFF)
            throw new JinjaException($"'\\{letter}' is not followed by the {digits} hexadecimal digits of a character");
        if (number <= 0xFFFF) text.Append((char)number);
        else text.Append(char.ConvertFromUtf32((int)number));
        return at + digits;
    }
}
