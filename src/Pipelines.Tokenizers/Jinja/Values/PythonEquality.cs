using System.Numerics;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>Equality as in Python: 1, 1.0 and true are equal; lists and maps are when what they hold is.</summary>
internal sealed class PythonEquality : IEqualityComparer<Value>
{
    public static readonly PythonEquality Instance = new();

    private PythonEquality() { }

    /// <summary>Whether two values are equal.</summary>
    public bool Equals(Value? left, Value? right)
    {
        Nesting.Check();
        if (ReferenceEquals(left, right)) return left is not FloatValue { Number: double.NaN };
        return (left, right) switch
        {
            (TextValue a, TextValue b) => a.Text == b.Text,
            (ListValue a, ListValue b) => a.IsTuple == b.IsTuple && a.List.SequenceEqual(b.List, this),
            (MapValue a, MapValue b) => a.Length == b.Length && a.Entries.All(entry => Equals(entry.Value, b.Find(entry.Key))),
            (UndefinedValue, UndefinedValue) => true,
            (FloatValue a, _) => Equals(a.Number, right),
            (_, FloatValue b) => Equals(b.Number, left),
            ({ } a, { } b) => Indices.Whole(a) is { } whole && whole == Indices.Whole(b),
            _ => false,
        };
    }

    /// <summary>Whether a value can be a key of a map.</summary>
    public static bool CanBeKey(Value value) => value is not (ListValue or MapValue)
        || (value is ListValue { IsTuple: true } tuple && tuple.List.All(CanBeKey));

    /// <summary>Equal values have equal codes.</summary>
    /// <exception cref="JinjaException">a list or a map, which cannot be a key</exception>
    public int GetHashCode(Value value) => value switch
    {
        TextValue text => text.Text.GetHashCode(),
        FloatValue number => number.Number == Math.Floor(number.Number) && double.IsFinite(number.Number)
            ? new BigInteger(number.Number).GetHashCode()
            : number.Number.GetHashCode(),
        ListValue { IsTuple: true } tuple => tuple.List.Aggregate(17, (code, item) => HashCode.Combine(code, GetHashCode(item))),
        ListValue or MapValue => throw new JinjaException($"{value.Described} cannot be a key"),
        UndefinedValue => 1,
        _ => Indices.Whole(value)?.GetHashCode() ?? value.GetType().GetHashCode(),
    };

    private static bool Equals(double number, Value? other) => other switch
    {
        FloatValue b => number == b.Number,
        not null when Indices.Whole(other) is { } whole =>
            number == Math.Floor(number) && double.IsFinite(number) && new BigInteger(number) == whole,
        _ => false,
    };
}
