using System.Text.Json;

namespace Pipelines.Verification;

/// <summary><c>minimum</c>, <c>maximum</c>, their exclusive kin and <c>multipleOf</c>, exact: 0.3 is a multiple of 0.1.</summary>
internal static class NumberRules
{
    public static IEnumerable<string> Keywords => ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"];

    public static IEnumerable<SchemaRule> Read(SchemaObject schema)
    {
        if (schema.Number("minimum") is { } minimum) yield return Rule(value => value.CompareTo(minimum) >= 0, $"is less than {minimum}");
        if (schema.Number("maximum") is { } maximum) yield return Rule(value => value.CompareTo(maximum) <= 0, $"is more than {maximum}");
        if (schema.Number("exclusiveMinimum") is { } above)
            yield return Rule(value => value.CompareTo(above) > 0, $"is not more than {above}");
        if (schema.Number("exclusiveMaximum") is { } below)
            yield return Rule(value => value.CompareTo(below) < 0, $"is not less than {below}");
        if (schema.Number("multipleOf") is { } unit)
        {
            if (unit.Numerator.Sign <= 0) throw schema.Wrong("multipleOf", "more than 0", schema.Find("multipleOf")!.Value);
            yield return Rule(value => (value / unit).IsInteger, $"is no multiple of {unit}");
        }
    }

    private static SchemaRule Rule(Func<Rational, bool> holds, string otherwise) => (value, place, _) =>
    {
        if (value.ValueKind != JsonValueKind.Number) return null;
        if (Rational.Parse(value.GetRawText()) is not { } number) return Misfits.At(place, "is a number of too many digits");
        return holds(number) ? null : Misfits.At(place, otherwise);
    };
}
