using System.Numerics;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>Which value comes before which, as in Python.</summary>
internal static class Ordering
{
    /// <summary>Whether a comparison holds: <c>== != &lt; &lt;= &gt; &gt;=</c>, <c>in</c>, <c>not in</c>.</summary>
    /// <exception cref="JinjaException">the values have no order</exception>
    public static bool Holds(string comparison, Value left, Value right)
    {
        switch (comparison)
        {
            case "==": return PythonEquality.Instance.Equals(left, right);
            case "!=": return !PythonEquality.Instance.Equals(left, right);
            case "in": return IsIn(left, right);
            case "not in": return !IsIn(left, right);
        }

        if (Arithmetic.Real(left) is double.NaN || Arithmetic.Real(right) is double.NaN) return false;
        var order = Compare(left, right, comparison);
        return comparison switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }

    /// <summary>Whether a value is in another: an item, a key, a piece of a text.</summary>
    /// <exception cref="JinjaException">there is no going through the other, or it is a text and the value is none</exception>
    public static bool IsIn(Value value, Value of) => (value, of) switch
    {
        (TextValue part, TextValue whole) => whole.Text.Contains(part.Text, StringComparison.Ordinal),
        (_, TextValue) => throw new JinjaException($"a text holds texts, not {value.Described}"),
        (_, MapValue map) => map.Find(value) is not null,
        _ => of.ItemsOrThrow().Contains(value, PythonEquality.Instance),
    };

    /// <summary>Below 0 when the first comes before the second, 0 when neither does.</summary>
    /// <exception cref="JinjaException">the values have no order</exception>
    public static int Compare(Value left, Value right, string comparison = "<")
    {
        Nesting.Check();
        if (ReferenceEquals(left, right) && left is TextValue or IntegerValue) return 0;
        if (left is TextValue a && right is TextValue b) return CompareTexts(a.Text, b.Text);
        if (left is ListValue first && right is ListValue second && first.IsTuple == second.IsTuple)
            return CompareLists(first.List, second.List, comparison);
        if (Indices.Whole(left) is { } x && Indices.Whole(right) is { } y) return x.CompareTo(y);
        if (Arithmetic.Real(left) is { } u && Arithmetic.Real(right) is { } v) return CompareNumbers(left, u, right, v);
        throw new JinjaException($"'{comparison}' has no meaning between {left.Described} and {right.Described}");
    }

    /// <summary>Items in the order of their keys; equal ones stay as they came, in reverse, too.</summary>
    public static Value[] Sort(IEnumerable<Value> items, Func<Value, Value> key, bool reverse, Budget budget)
    {
        var comparer = Comparer<Value>.Create((left, right) =>
        {
            budget.Charge(left);
            return Compare(left, right);
        });
        try
        {
            return [.. reverse ? items.OrderByDescending(key, comparer) : items.OrderBy(key, comparer)];
        }
        catch (InvalidOperationException failure) when (failure.InnerException is JinjaException inner)
        {
            throw new JinjaException(inner.Message);
        }
    }

    private static int CompareLists(IReadOnlyList<Value> left, IReadOnlyList<Value> right, string comparison)
    {
        for (var i = 0; i < left.Count && i < right.Count; i++)
            if (!PythonEquality.Instance.Equals(left[i], right[i])) return Compare(left[i], right[i], comparison);
        return left.Count.CompareTo(right.Count);
    }

    /// <summary>A whole number is compared exactly, however large.</summary>
    private static int CompareNumbers(Value left, double u, Value right, double v)
    {
        if (Indices.Whole(left) is { } whole && double.IsFinite(v)) return Compare(whole, v);
        return Indices.Whole(right) is { } other && double.IsFinite(u) ? -Compare(other, u) : u.CompareTo(v);
    }

    private static int Compare(BigInteger whole, double real)
    {
        var floor = new BigInteger(Math.Floor(real));
        return whole != floor ? whole.CompareTo(floor) : real > Math.Floor(real) ? -1 : 0;
    }

    /// <summary>By code points; surrogates, which stand for the highest, come behind all other units.</summary>
    private static int CompareTexts(string left, string right)
    {
        var shared = left.AsSpan().CommonPrefixLength(right);
        if (shared == left.Length || shared == right.Length) return left.Length.CompareTo(right.Length);
        var (a, b) = (left[shared], right[shared]);
        return char.IsSurrogate(a) == char.IsSurrogate(b) ? a.CompareTo(b) : char.IsSurrogate(a) ? 1 : -1;
    }
}
