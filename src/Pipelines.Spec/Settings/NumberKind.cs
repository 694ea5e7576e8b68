using System.Globalization;
using Pipelines.Spec.Schema;
using Pipelines.Spec.Yaml;

namespace Pipelines.Spec.Settings;

/// <summary>A real number.</summary>
internal sealed class NumberKind(Range range) : ScalarKind<double>
{
    /// <inheritdoc/>
    public override string Noun => $"a number {range.Words()}";

    /// <inheritdoc/>
    protected override IReadOnlyList<JsonObject> Forms => [new JsonObject { { "type", "number" } }.With(range.Schema())];

    /// <inheritdoc/>
    protected override bool TryParse(ScalarNode scalar, Slot slot, Reading reading, out double value)
    {
        if (!Numeral.TryParse(scalar, out value)) return reading.WrongType(slot, scalar, Noun);
        return range.Contains(value) || Numeral.OutOfRange(scalar, slot, reading, value, range, Noun);
    }
}

/// <summary>How numbers are written: <c>3</c>, <c>0.1</c>, <c>3e-3</c>, <c>1_000</c>.</summary>
internal static class Numeral
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>Reads a number. What stands in quotes is a text.</summary>
    public static bool TryParse(ScalarNode scalar, out double value)
    {
        value = 0;
        return !scalar.Quoted && TryParse(scalar.Text, out value);
    }

    /// <summary>Reads a finite number.</summary>
    public static bool TryParse(string text, out double value) =>
        double.TryParse(text.Replace("_", ""), Style, CultureInfo.InvariantCulture, out value) && !double.IsInfinity(value);

    /// <summary>Says that a number is outside its range, and which one inside is nearest.</summary>
    public static bool OutOfRange(
        ScalarNode scalar, Slot slot, Reading reading, double value, Range range, string expected, Func<double, string>? print = null)
    {
        print ??= bound => bound.ToString("R", CultureInfo.InvariantCulture);
        var nearest = range.Nearest(value) is { } bound ? $"; nearest: {print(bound)}" : "";
        return reading.Report(Rules.OutOfRange, scalar.At, $"{slot.Name} is {scalar.Text}; expected {expected}{nearest}");
    }
}
