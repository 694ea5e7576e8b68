using System.Globalization;
using System.Numerics;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>Numbers as Python reads and prints them.</summary>
internal static class PythonNumber
{
    /// <summary>The shortest digits that read back to the number; with an exponent below 1e-4 and from 1e16.</summary>
    public static string Print(double number)
    {
        if (double.IsNaN(number)) return "nan";
        if (double.IsInfinity(number)) return number > 0 ? "inf" : "-inf";
        if (number == 0) return double.IsNegative(number) ? "-0.0" : "0.0";
        var shortest = Math.Abs(number).ToString("E16", CultureInfo.InvariantCulture);
        var plain = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture);
        var digits = plain.Split('E')[0].Replace(".", "").TrimStart('0').TrimEnd('0');
        var exponent = int.Parse(shortest.AsSpan(shortest.IndexOf('E') + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return (number < 0 ? "-" : "") + Place(digits, exponent);
    }

    /// <summary>The whole number that a text says, or null.</summary>
    /// <param name="text">digits of the base, with a sign, white space around and single <c>_</c> between</param>
    /// <param name="numberBase">from 2 to 36; 0 for what the prefix <c>0x</c>, <c>0o</c> or <c>0b</c> says</param>
    public static BigInteger? Integer(string text, int numberBase)
    {
        text = text.Trim().ToLowerInvariant();
        var negative = text.StartsWith('-');
        if (negative || text.StartsWith('+')) text = text[1..];
        var prefixed = text.Length > 1 && text[0] == '0' ? text[1] switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 0 } : 0;
        if (prefixed > 0 && (numberBase == 0 || numberBase == prefixed)) (text, numberBase) = (text[2..].TrimStart('_'), prefixed);
        else if (numberBase == 0) numberBase = 10;
        if (text.Length is 0 or > 4_000 || text[0] == '_' || text[^1] == '_' || text.Contains("__")) return null;

        var number = BigInteger.Zero;
        foreach (var character in text)
        {
            if (character == '_') continue;
            var digit = character is >= 'a' and <= 'z' ? character - 'a' + 10 : CharUnicodeInfo.GetDecimalDigitValue(character);
            if (digit < 0 || digit >= numberBase) return null;
            number = number * numberBase + digit;
        }

        return negative ? -number : number;
    }

    /// <summary>The number that a text says, or null.</summary>
    public static double? Float(string text)
    {
        text = text.Trim().ToLowerInvariant();
        switch (text.TrimStart('+', '-'))
        {
            case "inf" or "infinity": return text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            case "nan": return double.NaN;
        }

        const NumberStyles Styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (text.Contains("__") || text.StartsWith('_') || text.EndsWith('_')) return null;
        return double.TryParse(text.Replace("_", ""), Styles, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static string Place(string digits, int exponent)
    {
        if (exponent is < -4 or >= 16)
        {
            var fraction = digits.Length > 1 ? "." + digits[1..] : "";
            return $"{digits[0]}{fraction}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}";
        }

        if (exponent < 0) return "0." + new string('0', -exponent - 1) + digits;
        if (digits.Length <= exponent + 1) return digits.PadRight(exponent + 1, '0') + ".0";
        return digits[..(exponent + 1)] + "." + digits[(exponent + 1)..];
    }
}
