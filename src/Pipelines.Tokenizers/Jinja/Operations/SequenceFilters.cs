namespace Pipelines.Tokenizers.Jinja;

/// <summary>Filters of lists, maps and texts as sequences.</summary>
internal static class SequenceFilters
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Operation> All { get; } =
    [
        new("first", [], (value, _) => value.ItemsOrThrow().FirstOrDefault() ?? new UndefinedValue("the first item")),
        new("last", [], (value, _) => value.ItemsOrThrow().LastOrDefault() ?? new UndefinedValue("the last item")),
        new("list", [], (value, _) => ListValue.Of(value.ItemsOrThrow())),
        new("join", ["d", "attribute"], (value, a) => Joining.Printed(
            (a[0] ?? TextValue.Empty).Printed(), value.ItemsOrThrow().Select(AttributePath.Getter(a[1])))),
        new("reverse", [], Reverse),
        new("items", [], (value, _) => value switch
        {
            MapValue map => MapMethods.Items(map),
            UndefinedValue => new ListValue([]),
            _ => throw new JinjaException($"'items' needs a map, not {value.Described}"),
        }),
        new("dictsort", ["case_sensitive", "by", "reverse"], SortMap),
        new("sort", ["reverse", "case_sensitive", "attribute"], (value, a) => new ListValue(Ordering.Sort(
            value.ItemsOrThrow(), Key(a[2], a.Flag(1)), a.Flag(0), a.Budget))),
        new("unique", ["case_sensitive", "attribute"], (value, a) => Unique(value, Key(a[1], a.Flag(0)))),
        new("min", ["case_sensitive", "attribute"], (value, a) => Extreme(value, Key(a[1], a.Flag(0)), largest: false, a)),
        new("max", ["case_sensitive", "attribute"], (value, a) => Extreme(value, Key(a[1], a.Flag(0)), largest: true, a)),
        new("sum", ["attribute", "start"], (value, a) => value.ItemsOrThrow().Select(AttributePath.Getter(a[0]))
            .Aggregate(a[1] ?? new IntegerValue(0), (sum, item) => Arithmetic.Compute("+", sum, item))),
        new("default", ["default_value", "boolean"], Default),
        new("d", ["default_value", "boolean"], Default),
    ];

    private static Value Default(Value value, Bound arguments) =>
        value is UndefinedValue || (arguments.Flag(1) && !value.IsTrue) ? arguments[0] ?? TextValue.Empty : value;

    private static Value Reverse(Value value, Bound _) => value is TextValue text
        ? text.Pick(Math.Max(0, text.Length!.Value - 1), -1, text.Length.Value)
        : ListValue.Of(value.ItemsOrThrow().Reverse());

    private static ListValue SortMap(Value value, Bound arguments)
    {
        if (value is not MapValue map) throw new JinjaException($"'dictsort' needs a map, not {value.Described}");
        var by = arguments.Text(1)?.Text ?? "key";
        if (by is not ("key" or "value")) throw new JinjaException($"'dictsort' sorts by 'key' or 'value', not by '{by}'");
        var key = Key(null, arguments.Flag(0));
        return new ListValue(Ordering.Sort(
            MapMethods.Items(map).List, pair => key(((ListValue)pair).List[by == "key" ? 0 : 1]), arguments.Flag(2), arguments.Budget));
    }

    private static ListValue Unique(Value value, Func<Value, Value> key)
    {
        var seen = new HashSet<Value>(PythonEquality.Instance);
        return ListValue.Of(value.ItemsOrThrow().Where(item => seen.Add(key(item))));
    }

    private static Value Extreme(Value value, Func<Value, Value> key, bool largest, Bound arguments)
    {
        var sorted = value.ItemsOrThrow().ToArray();
        if (sorted.Length == 0) return new UndefinedValue($"the {(largest ? "largest" : "smallest")} item");
        return sorted.Aggregate((best, item) =>
        {
            arguments.Budget.Charge(item);
            var order = Ordering.Compare(key(item), key(best));
            return (largest ? order > 0 : order < 0) ? item : best;
        });
    }

    /// <summary>What items are compared by: an attribute, in lower case unless case counts.</summary>
    private static Func<Value, Value> Key(Value? attribute, bool caseSensitive)
    {
        var get = AttributePath.Getter(attribute);
        return item => get(item) is TextValue text && !caseSensitive ? Casing.Lower(text) : get(item);
    }
}
