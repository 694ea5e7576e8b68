using System.Globalization;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>A whole number that may be written short: <c>1.5M</c>, <c>4k</c>, <c>4Ki</c>.</summary>
internal sealed class AmountKind(long min, long max) : ScalarKind<long>
{
    /// <summary>How an amount with a suffix is written, for JSON Schema.</summary>
    public const string Pattern = @"^[0-9][0-9_]*(\.[0-9]+)?(k|K|M|B|T|Ki|Mi|Gi)$";

    private static readonly (string Suffix, double Factor)[] Suffixes =
    [
        ("Ki", 1L << 10), ("Mi", 1L << 20), ("Gi", 1L << 30), ("k", 1e3), ("K", 1e3), ("M", 1e6), ("B", 1e9), ("T", 1e12),
    ];

    private readonly Range range = new(min, max);

    /// <inheritdoc/>
    public override string Noun => $"a whole number {range.Words(Print)}, such as {Print(Math.Max(min, 1500))} or 1.5M";

    /// <inheritdoc/>
    public override string Short(SectionLink link) => $"an amount {range.Words(Print)}";

    /// <summary>Writes a round number short.</summary>
    public static string Print(double value)
    {
        foreach (var (suffix, factor) in Suffixes.Reverse())
            if (factor % 1000 == 0 && value >= factor && value % factor == 0) return Plain(value / factor) + suffix;
        return Plain(value);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms =>
    [
        new JsonObject { { "type", "integer" } }.With(range.Schema()),
        new() { { "type", "string" }, { "pattern", Pattern } },
    ];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out long value)
    {
        value = 0;
        if (scalar.Quoted || !TryParse(scalar.Text, out var number)) return reading.WrongType(slot, scalar, Noun);
        if (!range.Contains(number)) return Numeral.OutOfRange(scalar, slot, reading, number, range, Noun, Print);
        value = (long)number;
        return true;
    }

    /// <summary>Reads a whole number that may be written short.</summary>
    public static bool TryParse(string text, out double value)
    {
        var (suffix, factor) = Suffixes.FirstOrDefault(unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal));
        var digits = suffix is null ? text : text.Substring(0, text.Length - suffix.Length);
        if (!Numeral.TryParse(digits, out value)) return false;
        value *= suffix is null ? 1 : factor;
        value = Math.Abs(value - Math.Round(value)) < 1e-6 ? Math.Round(value) : value;
        return value == Math.Floor(value);
    }

    private static string Plain(double value) => value.ToString("0", CultureInfo.InvariantCulture);
}
