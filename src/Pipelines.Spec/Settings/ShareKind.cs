using System.Globalization;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>A part of a whole: <c>2%</c> or <c>0.02</c>.</summary>
internal sealed class ShareKind(Range range) : ScalarKind<double>
{
    /// <summary>How a percentage up to 100% is written, for JSON Schema.</summary>
    public const string Pattern = $@"^(100|{Below})%$";

    private const string Below = @"[0-9]{1,2}(\.[0-9]+)?";

    /// <inheritdoc/>
    public override string Noun => $"a share {range.Words(Print)}";

    /// <summary>Reads <c>2%</c>.</summary>
    public static bool TryParsePercent(string text, out double share)
    {
        share = 0;
        if (!text.EndsWith("%", StringComparison.Ordinal)) return false;
        if (!Numeral.TryParse(text.Substring(0, text.Length - 1), out var percent)) return false;
        share = percent / 100;
        return true;
    }

    /// <summary>Writes a share as <c>2%</c>.</summary>
    public static string Print(double share) => (share * 100).ToString("0.####", CultureInfo.InvariantCulture) + "%";

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms =>
    [
        new JsonObject { { "type", "number" } }.With(range.Schema()),
        new() { { "type", "string" }, { "pattern", range.MaxOpen ? $@"^{Below}%$" : Pattern } },
    ];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out double value)
    {
        value = 0;
        if (scalar.Quoted || !(TryParsePercent(scalar.Text, out value) || Numeral.TryParse(scalar.Text, out value)))
            return reading.WrongType(slot, scalar, $"{Noun}, such as {Print(0.02)} or 0.02");
        return range.Contains(value) || Numeral.OutOfRange(scalar, slot, reading, value, range, Noun, Print);
    }
}
