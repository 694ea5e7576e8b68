namespace Pipelines.Tokenizers.Jinja;

/// <summary>Filters that go through items with another filter or with a test.</summary>
internal static class ChoosingFilters
{
    /// <summary>All of them.</summary>
    public static IEnumerable<Operation> All { get; } =
    [
        new("map", ["filter"], (value, a) => ListValue.Of(Items(value).Select(Mapping(a.Given)))) { TakesMore = true },
        new("select", ["test"], (value, a) => Choose(value, item => item, a.Given, kept: true)) { TakesMore = true },
        new("reject", ["test"], (value, a) => Choose(value, item => item, a.Given, kept: false)) { TakesMore = true },
        new("selectattr", ["attribute", "test"], (value, a) => ChooseByAttribute(value, a.Given, kept: true))
        {
            TakesMore = true,
            Required = 1,
        },
        new("rejectattr", ["attribute", "test"], (value, a) => ChooseByAttribute(value, a.Given, kept: false))
        {
            TakesMore = true,
            Required = 1,
        },
    ];

    /// <summary>What is false has no items, whatever it is.</summary>
    private static IEnumerable<Value> Items(Value value) => value.IsTrue ? value.ItemsOrThrow() : [];

    private static Func<Value, Value> Mapping(Arguments arguments)
    {
        if (arguments.Positional.Count == 0)
        {
            if (arguments.Find("attribute") is not { } attribute)
                throw new JinjaException("'map' needs the name of a filter, or 'attribute='");
            var (get, missing) = (AttributePath.Getter(attribute), arguments.Find("default"));
            return item => get(item) is var found && found is UndefinedValue && missing is not null ? missing : found;
        }

        var name = arguments.Positional[0].Printed().Text;
        var filter = Filters.Find(name)
            ?? throw new JinjaException($"there is no filter '{name}'{NearestWord.Hint(name, Filters.Names, "known filters")}");
        var rest = arguments.Without(1);
        return item => filter.Do(item, rest);
    }

    private static ListValue ChooseByAttribute(Value value, Arguments arguments, bool kept) =>
        Choose(value, AttributePath.Getter(arguments.Positional[0]), arguments.Without(1), kept);

    private static ListValue Choose(Value value, Func<Value, Value> get, Arguments arguments, bool kept)
    {
        if (arguments.Positional.Count == 0) return ListValue.Of(Items(value).Where(item => get(item).IsTrue == kept));
        var name = arguments.Positional[0].Printed().Text;
        var test = Tests.Find(name)
            ?? throw new JinjaException($"there is no test '{name}'{NearestWord.Hint(name, Tests.Names, "known tests")}");
        var rest = arguments.Without(1);
        return ListValue.Of(Items(value).Where(item => test.Do(get(item), rest).IsTrue == kept));
    }
}
