using System.Globalization;
using System.Text.Json;

namespace Pipelines.Serving;

/// <summary>Numbers, and whole numbers between bounds.</summary>
internal static class NumberGrammar
{
    private static readonly Int128 Largest = Int128.Parse(new string('9', GrammarLimits.Digits), CultureInfo.InvariantCulture);

    public static void Write(SchemaGrammar grammar, Conjunction all, JsonTypes types, int start, int end)
    {
        var least = Bound(all, "minimum", "exclusiveMinimum", isLeast: true);
        var most = Bound(all, "maximum", "exclusiveMaximum", isLeast: false);
        var builder = grammar.Builder;
        if (least is null && most is null)
        {
            builder.Skip(types.HasFlag(JsonTypes.Fraction) ? grammar.Json.Number(start) : grammar.Json.Integer(start), end);
            return;
        }
        if (types.HasFlag(JsonTypes.Fraction))
            throw new GrammarException("bounds are held for whole numbers alone: ask for 'integer'", (least ?? most)!.Value.Place);
        var (low, high) = (least?.Value ?? -Largest, most?.Value ?? Largest);
        if (low > high) return;
        if (low < 0) Between(builder, builder.Text(start, "-"), Int128.Max(1, -high), -low, end);
        if (high >= 0) Between(builder, start, Int128.Max(0, low), high, end);
    }

    private static void Between(AutomatonBuilder builder, int from, Int128 low, Int128 high, int to)
    {
        var digits = new DigitRanges(10, (state, _, first, last, next) =>
            builder.Step(state, (byte)('0' + first), (byte)('0' + last), next), builder.Add);
        var count = 1;
        for (Int128 begin = 0, next = 10; begin <= high; (begin, next, count) = (next, next * 10, count + 1))
        {
            var (first, last) = (Int128.Max(low, begin), Int128.Min(high, next - 1));
            if (first <= last) digits.Write(from, first, last, count, to);
        }
    }

    private static (Int128 Value, string Place)? Bound(Conjunction all, string inclusive, string exclusive, bool isLeast)
    {
        (Int128 Value, string Place)? bound = null;
        foreach (var (value, place, isOpen) in all.Each(inclusive).Select(one => (one.Value, one.Place, false))
            .Concat(all.Each(exclusive).Select(one => (one.Value, one.Place, true))))
        {
            var own = Whole(value, place, isOpen, isLeast);
            if (bound is not { } other || (isLeast ? own > other.Value : own < other.Value)) bound = (own, place);
        }
        return bound;
    }

    /// <summary>The whole number next to a bound, on its allowed side.</summary>
    private static Int128 Whole(JsonElement value, string place, bool isOpen, bool isLeast)
    {
        if (value.ValueKind != JsonValueKind.Number ||
            !decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ||
            decimal.Abs(bound) > (decimal)Largest)
            throw new GrammarException($"expected a number of at most {GrammarLimits.Digits} digits, found {value.GetRawText()}", place);
        var whole = (Int128)(isLeast ? decimal.Ceiling(bound) : decimal.Floor(bound));
        return isOpen && decimal.IsInteger(bound) ? whole + (isLeast ? 1 : -1) : whole;
    }
}
