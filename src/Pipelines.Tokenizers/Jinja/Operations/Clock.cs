using System.Globalization;
using System.Text;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>Dates as <c>strftime</c> prints them, in English.</summary>
internal static class Clock
{
    /// <summary>What letters are in .NET's formats.</summary>
    private static readonly Dictionary<char, string> formats = new()
    {
        ['d'] = "dd",
        ['m'] = "MM",
        ['y'] = "yy",
        ['Y'] = "yyyy",
        ['b'] = "MMM",
        ['h'] = "MMM",
        ['B'] = "MMMM",
        ['a'] = "ddd",
        ['A'] = "dddd",
        ['H'] = "HH",
        ['I'] = "hh",
        ['M'] = "mm",
        ['S'] = "ss",
        ['f'] = "ffffff",
        ['p'] = "tt",
        ['F'] = "yyyy-MM-dd",
        ['T'] = "HH:mm:ss",
        ['R'] = "HH:mm",
        ['D'] = "MM/dd/yy",
    };

    /// <summary>Prints a moment.</summary>
    /// <exception cref="JinjaException">a letter behind <c>%</c> that is not known</exception>
    public static string Format(string format, DateTime moment)
    {
        var text = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length)
            {
                text.Append(format[at]);
                continue;
            }

            var bare = format[at + 1] == '-' && at + 2 < format.Length;
            at += bare ? 2 : 1;
            var piece = Piece(format[at], moment);
            text.Append(bare && piece.Length > 1 ? piece.TrimStart('0').PadLeft(1, '0') : piece);
        }

        return text.ToString();
    }

    private static string Piece(char letter, DateTime moment)
    {
        if (formats.TryGetValue(letter, out var format)) return moment.ToString(format, CultureInfo.InvariantCulture);
        return letter switch
        {
            'j' => moment.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'e' => moment.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'w' => ((int)moment.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'n' => "\n",
            't' => "\t",
            '%' => "%",
            _ => throw new JinjaException($"'strftime_now' does not know '%{letter}'"),
        };
    }
}
