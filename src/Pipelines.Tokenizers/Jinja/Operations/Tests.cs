namespace Pipelines.Tokenizers.Jinja;

/// <summary>The tests by their names: what stands behind <c>is</c>.</summary>
internal static class Tests
{
    private static readonly Dictionary<string, Operation> tests = Operation.Table(
    [
        Of("defined", value => value is not UndefinedValue),
        Of("undefined", value => value is UndefinedValue),
        Of("none", value => value is NoneValue),
        Of("true", value => value == BooleanValue.True),
        Of("false", value => value == BooleanValue.False),
        Of("boolean", value => value is BooleanValue),
        Of("integer", value => value is IntegerValue),
        Of("float", value => value is FloatValue),
        Of("number", value => value is IntegerValue or FloatValue or BooleanValue),
        Of("string", value => value is TextValue),
        Of("mapping", value => value is MapValue),
        Of("sequence", value => value is TextValue or ListValue or MapValue or UndefinedValue),
        Of("iterable", value => value.Items is not null),
        Of("callable", value => value is FunctionValue),
        Of("odd", value => Leaves(value, 1)),
        Of("even", value => Leaves(value, 0)),
        Of("upper", value => value.Printed() is var text && text.Text.Any(char.IsUpper) && !text.Text.Any(char.IsLower)),
        Of("lower", value => value.Printed() is var text && text.Text.Any(char.IsLower) && !text.Text.Any(char.IsUpper)),
        Of("filter", value => Filters.Find(value.Printed().Text) is not null),
        Of("test", value => Find(value.Printed().Text) is not null),
        .. Named((value, other) => Ordering.Holds("==", value, other), "eq", "equalto"),
        .. Named((value, other) => Ordering.Holds("!=", value, other), "ne"),
        .. Named((value, other) => Ordering.Holds("<", value, other), "lt", "lessthan"),
        .. Named((value, other) => Ordering.Holds("<=", value, other), "le"),
        .. Named((value, other) => Ordering.Holds(">", value, other), "gt", "greaterthan"),
        .. Named((value, other) => Ordering.Holds(">=", value, other), "ge"),
        .. Named(Ordering.IsIn, "in"),
        .. Named((value, other) => ReferenceEquals(value, other)
            || (value is TextValue or IntegerValue && value.TypeName == other.TypeName && PythonEquality.Instance.Equals(value, other)), "sameas"),
        .. Named((value, other) => Arithmetic.Compute("%", value, other) is IntegerValue { Number.IsZero: true }, "divisibleby"),
    ]);

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => tests.Keys;

    /// <summary>A test, or null; signs of comparisons are tests, too.</summary>
    public static Operation? Find(string name) => tests.GetValueOrDefault(name switch
    {
        "==" => "eq",
        "!=" => "ne",
        "<" => "lt",
        "<=" => "le",
        ">" => "gt",
        ">=" => "ge",
        _ => name,
    });

    private static Operation Of(string name, Func<Value, bool> holds) => new(name, [], (value, _) => BooleanValue.Of(holds(value)));

    private static IEnumerable<Operation> Named(Func<Value, Value, bool> holds, params string[] names) => names.Select(name =>
        new Operation(name, ["other"], (value, a) => BooleanValue.Of(holds(value, a[0]!))) { Required = 1 });

    private static bool Leaves(Value value, int rest) =>
        PythonEquality.Instance.Equals(Arithmetic.Compute("%", value, new IntegerValue(2)), new IntegerValue(rest));
}
