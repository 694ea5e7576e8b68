using System.Globalization;
using System.Text.Json;

namespace Pipelines.Serving;

/// <summary>Numbers, perhaps between bounds: those of numbers that need not be whole are whole and belong to the range.</summary>
internal static class NumberGrammar
{
    private static readonly Int128 Largest = Int128.Parse(new string('9', GrammarLimits.Digits), CultureInfo.InvariantCulture);

    public static void Write(SchemaGrammar grammar, Conjunction all, JsonTypes types, int start, int end)
    {
        var fractions = types.HasFlag(JsonTypes.Fraction);
        var least = Bound(all, "minimum", "exclusiveMinimum", isLeast: true, fractions);
        var most = Bound(all, "maximum", "exclusiveMaximum", isLeast: false, fractions);
        var builder = grammar.Builder;
        if (least is null && most is null)
        {
            builder.Skip(fractions ? grammar.Json.Number(start) : grammar.Json.Integer(start), end);
            return;
        }
        var (low, high) = (least?.Value ?? -Largest, most?.Value ?? Largest);
        if (low > high) return;
        if (low < 0) Sizes(builder.Text(start, "-"), Int128.Max(fractions ? 0 : 1, -high), -low);
        if (high >= 0) Sizes(start, Int128.Max(0, low), high);

        void Sizes(int from, Int128 first, Int128 last)
        {
            if (!fractions)
            {
                Between(builder, from, first, last, end);
                return;
            }
            var (below, at) = (builder.Add(), builder.Add());
            if (first < last) Between(builder, from, first, last - 1, below);
            Between(builder, from, last, last, at);
            Fraction(builder, below, '9', end);
            Fraction(builder, at, '0', end);
        }
    }

    /// <summary>Adds the digits after the point, from 0 to one, or none.</summary>
    private static void Fraction(AutomatonBuilder builder, int from, char largest, int to)
    {
        builder.Skip(from, to);
        from = builder.Text(from, ".");
        for (var i = 0; i < GrammarLimits.Digits; i++)
            builder.Skip(from = builder.Step(from, (byte)'0', (byte)largest, builder.Add()), to);
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

    private static (Int128 Value, string Place)? Bound(Conjunction all, string inclusive, string exclusive, bool isLeast, bool fractions)
    {
        (Int128 Value, string Place)? bound = null;
        foreach (var (value, place, isOpen) in all.Each(inclusive).Select(one => (one.Value, one.Place, false))
            .Concat(all.Each(exclusive).Select(one => (one.Value, one.Place, true))))
        {
            var own = Whole(value, place, isOpen, isLeast, fractions);
            if (bound is not { } other || (isLeast ? own > other.Value : own < other.Value)) bound = (own, place);
        }
        return bound;
    }

    /// <summary>The whole number next to a bound, on its allowed side.</summary>
    private static Int128 Whole(JsonElement value, string place, bool isOpen, bool isLeast, bool fractions)
    {
        if (value.ValueKind != JsonValueKind.Number ||
            !decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out var bound) ||
            decimal.Abs(bound) > (decimal)Largest)
            throw new GrammarException($"expected a number of at most {GrammarLimits.Digits} digits, found {value.GetRawText()}", place);
        if (fractions && (isOpen || !decimal.IsInteger(bound)))
            throw new GrammarException("bounds of numbers are held where they are whole and inclusive, or with type 'integer'", place);
        var whole = (Int128)(isLeast ? decimal.Ceiling(bound) : decimal.Floor(bound));
        return isOpen && decimal.IsInteger(bound) ? whole + (isLeast ? 1 : -1) : whole;
    }
}
