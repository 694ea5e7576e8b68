using System.Globalization;

namespace Pipelines.Generators.Emission;

/// <summary>Numbers and names as the documentation of emitted code says them.</summary>
internal static class DocText
{
    private static readonly string[] Decimal = ["", " k", " M", " G", " T", " P"];
    private static readonly string[] Binary = [" B", " KiB", " MiB", " GiB", " TiB"];

    /// <summary><c>3.34 M</c>: up to three digits and a decimal prefix.</summary>
    public static string Count(double value) => Scaled(value, 1000, Decimal, "0.##");

    /// <summary><c>7.5 MFLOP</c>: operations.</summary>
    public static string Flops(double value) => Scaled(value, 1000, Decimal, "0.#") + "FLOP";

    /// <summary><c>3,148,224 parameters</c>.</summary>
    public static string Parameters(long count) =>
        count == 1 ? "1 parameter" : count.ToString("N0", CultureInfo.InvariantCulture) + " parameters";

    /// <summary><c>1.5 KiB</c>: bytes with a binary prefix.</summary>
    public static string Bytes(double value) => Scaled(value, 1024, Binary, "0.#");

    /// <summary>Text that a documentation comment may hold on one line.</summary>
    public static string Escape(string text)
    {
        var line = new string(text.Select(letter => char.IsControl(letter) || letter is '\u2028' or '\u2029' ? ' ' : letter).ToArray());
        return line.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
    }

    private static string Scaled(double value, double step, string[] units, string small)
    {
        var unit = 0;
        while (value >= step && unit < units.Length - 1)
        {
            value /= step;
            unit++;
        }
        var format = value >= 100 ? "0" : value >= 10 ? "0.#" : small;
        return value.ToString(format, CultureInfo.InvariantCulture) + units[unit];
    }
}
