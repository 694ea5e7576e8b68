using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;

namespace Pipelines.Generators.Emission;

/// <summary>Values as C# source, the same in every culture.</summary>
internal static class Literals
{
    /// <summary>A string in double quotes, escaped.</summary>
    public static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);

    /// <summary>A whole number.</summary>
    public static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A double that reads back to the same bits, as short as can be: <c>10000</c>, <c>0.02</c>, <c>1e-5</c>.</summary>
    public static string Number(double value)
    {
        if (value == Math.Floor(value) && Math.Abs(value) < 1e15) return value.ToString("0", CultureInfo.InvariantCulture);
        var parts = value.ToString("R", CultureInfo.InvariantCulture).Split('E');
        return parts.Length == 1 ? parts[0] : $"{parts[0]}e{Whole(int.Parse(parts[1], CultureInfo.InvariantCulture))}";
    }

    /// <summary>
    /// A raw string literal of several lines, its quotes longer than any run of them inside. Text with characters that C# takes
    /// for line ends, or that a reader would not see, is escaped instead.
    /// </summary>
    public static string Raw(string value)
    {
        if (value.Any(IsHidden)) return Text(value);
        var quotes = new string('"', Math.Max(3, LongestRun(value, '"') + 1));
        return $"{quotes}\n{value}\n{quotes}";
    }

    private static bool IsHidden(char letter) =>
        letter != '\n' && (char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\uFEFF');

    private static int LongestRun(string text, char letter)
    {
        var (longest, run) = (0, 0);
        foreach (var each in text)
        {
            run = each == letter ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }
        return longest;
    }
}
