using System.Numerics;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>What <c>+ - * / // % **</c> make of two values, as in Python.</summary>
internal static class Arithmetic
{
    private const int MostBits = 16_384;

    /// <summary>Computes.</summary>
    /// <exception cref="JinjaException">the operator has no meaning between such values, or divides by zero</exception>
    public static Value Compute(string sign, Value left, Value right) => (sign, left, right) switch
    {
        ("%", TextValue format, _) => PercentFormat.Format(format, right),
        ("+", TextValue a, TextValue b) => Join(a, b),
        ("+", TextValue a, MapValue { Source: { } b }) => Join(a, b),
        ("+", MapValue { Source: { } a }, TextValue b) => Join(a, b),
        ("+", ListValue a, ListValue b) when a.IsTuple == b.IsTuple => Listed(a.List.Concat(b.List), a.IsTuple),
        ("*", TextValue or ListValue, _) when Indices.Whole(right) is { } times => Repeat(left, times),
        ("*", _, TextValue or ListValue) when Indices.Whole(left) is { } times => Repeat(right, times),
        _ when Indices.Whole(left) is { } a && Indices.Whole(right) is { } b => ComputeWhole(sign, a, b),
        _ when Real(left) is { } a && Real(right) is { } b => new FloatValue(ComputeReal(sign, a, b)),
        _ => throw new JinjaException($"'{sign}' has no meaning between {left.Described} and {right.Described}"),
    };

    /// <summary>A number in double precision, truths as 0 and 1; null for anything else.</summary>
    public static double? Real(Value value) =>
        value is FloatValue real ? real.Number : Indices.Whole(value) is { } whole ? (double)whole : null;

    private static TextValue Join(TextValue left, TextValue right) => new TextBuilder().Append(left).Append(right).ToText();

    private static Value Repeat(Value value, BigInteger times)
    {
        var count = (int)BigInteger.Min(BigInteger.Max(times, 0), TextBuilder.MostCharacters + 1);
        if (value is ListValue list)
            return Listed(list.IsTrue ? Enumerable.Repeat(list.List, count).SelectMany(item => item) : [], list.IsTuple);
        var (text, builder) = ((TextValue)value, new TextBuilder());
        for (var i = 0; i < count && text.IsTrue; i++) builder.Append(text);
        return builder.ToText();
    }

    private static ListValue Listed(IEnumerable<Value> items, bool isTuple) => new(ListValue.Of(items).List, isTuple);

    private static Value ComputeWhole(string sign, BigInteger left, BigInteger right)
    {
        if (sign is "/" or "//" or "%" && right.IsZero) throw new JinjaException($"{left} {sign} 0: a division by zero");
        if (sign is "*" or "**" && Math.Max(left.GetBitLength(), 1) * (sign == "*" ? 1 : (double)right) + right.GetBitLength() > MostBits)
            throw new JinjaException($"'{sign}' makes a number of more than {MostBits:N0} bits");
        return sign switch
        {
            "+" => new IntegerValue(left + right),
            "-" => new IntegerValue(left - right),
            "*" => new IntegerValue(left * right),
            "/" => new FloatValue((double)left / (double)right),
            "//" => new IntegerValue(Floor(left, right)),
            "%" => new IntegerValue(left - Floor(left, right) * right),
            _ when right < 0 => new FloatValue(ComputeReal(sign, (double)left, (double)right)),
            _ => new IntegerValue(BigInteger.Pow(left, (int)right)),
        };
    }

    private static double ComputeReal(string sign, double left, double right)
    {
        if (sign is "/" or "//" or "%" && right == 0) throw new JinjaException($"{PythonNumber.Print(left)} {sign} 0: a division by zero");
        if (sign == "**" && left == 0 && right < 0) throw new JinjaException("0 to a negative power: a division by zero");
        if (sign == "**" && left < 0 && right != Math.Floor(right))
            throw new JinjaException("a negative number to a power that is not whole");
        return sign switch
        {
            "+" => left + right,
            "-" => left - right,
            "*" => left * right,
            "/" => left / right,
            "//" => FloorDivide(left, right).Quotient,
            "%" => FloorDivide(left, right).Remainder,
            _ => Math.Pow(left, right),
        };
    }

    private static BigInteger Floor(BigInteger left, BigInteger right)
    {
        var quotient = BigInteger.DivRem(left, right, out var remainder);
        return !remainder.IsZero && remainder.Sign != right.Sign ? quotient - 1 : quotient;
    }

    /// <summary>The quotient rounded down, and the remainder with the divisor's sign.</summary>
    private static (double Quotient, double Remainder) FloorDivide(double left, double right)
    {
        var remainder = left % right;
        var quotient = (left - remainder) / right;
        if (remainder != 0 && remainder < 0 != right < 0) (remainder, quotient) = (remainder + right, quotient - 1);
        if (remainder == 0) remainder = Math.CopySign(0, right);
        if (quotient == 0) return (Math.CopySign(0, left / right), remainder);
        var floor = Math.Floor(quotient);
        return (quotient - floor > 0.5 ? floor + 1 : floor, remainder);
    }
}
