using System.Globalization;
using System.Numerics;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>Filters that make a number.</summary>
internal static class NumberFilters
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Operation> All { get; } =
    [
        new("int", ["default", "base"], (value, a) =>
            ToInteger(value, a.Integer(1, 10)) is { } number ? new IntegerValue(number) : a[0] ?? new IntegerValue(0)),
        new("float", ["default"], (value, a) => ToReal(value) is { } number ? new FloatValue(number) : a[0] ?? new FloatValue(0)),
        new("abs", [], (value, _) => value is FloatValue real
            ? new FloatValue(Math.Abs(real.Number))
            : new IntegerValue(BigInteger.Abs(Whole(value, "abs")))),
        new("round", ["precision", "method"], Round),
        new("length", [], Length),
        new("count", [], Length),
    ];

    private static IntegerValue Length(Value value, Bound _) =>
        new(value.Length ?? throw new JinjaException($"{value.Described} has no length"));

    private static BigInteger? ToInteger(Value value, int numberBase)
    {
        var exact = value is TextValue text ? PythonNumber.Integer(text.Text, numberBase) : Indices.Whole(value);
        return exact ?? (ToReal(value) is { } real && double.IsFinite(real) ? new BigInteger(real) : null);
    }

    private static double? ToReal(Value value) => value is TextValue text ? PythonNumber.Float(text.Text) : Arithmetic.Real(value);

    private static Value Round(Value value, Bound arguments)
    {
        var (precision, method) = (arguments.Integer(0, 0), arguments.Text(1)?.Text ?? "common");
        if (Math.Abs(precision) > 300) throw new JinjaException($"'round' to {precision} digits is not known");
        if (method is not ("common" or "ceil" or "floor"))
            throw new JinjaException($"'round' has no method '{method}'; known are common, ceil and floor");
        if (value is not FloatValue && method == "common" && precision >= 0) return new IntegerValue(Whole(value, "round"));
        var number = Arithmetic.Real(value) ?? throw new JinjaException($"'round' needs a number, not {value.Described}");
        var scale = Math.Pow(10, precision);
        return new FloatValue(method switch
        {
            "ceil" => Math.Ceiling(number * scale) / scale,
            "floor" => Math.Floor(number * scale) / scale,
            _ => ToNearest(number, precision, scale),
        });
    }

    /// <summary>
    /// To the nearest, and of two as near to the even one; near is meant exactly, not after a multiplication that rounds.
    /// </summary>
    private static double ToNearest(double number, int precision, double scale)
    {
        var scaled = number * scale;
        var isExact = Math.FusedMultiplyAdd(number, scale, -scaled) == 0;
        if (precision <= 0 || isExact) return Math.Round(scaled, MidpointRounding.ToEven) / scale;
        return double.Parse(number.ToString("F" + precision, CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static BigInteger Whole(Value value, string filter) =>
        Indices.Whole(value) ?? throw new JinjaException($"'{filter}' needs a number, not {value.Described}");
}
