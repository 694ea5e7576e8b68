using System.Numerics;

namespace Pipelines.Tokenizers.Jinja;

/// <summary>The functions that every template has.</summary>
internal static class Functions
{
    private static readonly Dictionary<string, Operation> functions = Operation.Table(
    [
        new("raise_exception", ["message"], (_, a) => throw new JinjaException((a[0] ?? TextValue.Empty).Printed().Text)),
        new("strftime_now", ["format"],
            (_, a) => TextValue.Of(Clock.Format(a.Text(0)!.Text, a.Given.Frame.Rendering.Now))) { Required = 1 },
        new("range", ["start", "stop", "step"], (_, a) => Range(a.Given)) { TakesMore = true, Required = 1 },
        new("dict", [], (_, a) => Map(a.Given)) { TakesMore = true },
        new("namespace", [], (_, a) => Namespace(a.Given)) { TakesMore = true },
    ]);

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => functions.Keys;

    /// <summary>A function, or null.</summary>
    public static FunctionValue? Find(string name) => functions.GetValueOrDefault(name)?.Of(NoneValue.Instance);

    private static ListValue Range(Arguments arguments)
    {
        var borders = arguments.Positional.Select(value =>
            Indices.Whole(value) ?? throw new JinjaException($"'range' needs whole numbers, not {value.Described}")).ToArray();
        var (start, stop) = borders.Length == 1 ? (BigInteger.Zero, borders[0]) : (borders[0], borders[1]);
        var step = borders.Length > 2 ? borders[2] : 1;
        if (step.IsZero) throw new JinjaException("the step of a 'range' is 0");
        if (borders.Length > 3) throw new JinjaException("'range' takes start, stop and step");
        return ListValue.Of(Numbers());

        IEnumerable<Value> Numbers()
        {
            for (var number = start; step > 0 ? number < stop : number > stop; number += step) yield return new IntegerValue(number);
        }
    }

    private static MapValue Map(Arguments arguments)
    {
        if (arguments.Positional.Count > 1) throw new JinjaException("'dict' takes one map or list of pairs");
        return new MapValue([
            .. arguments.Positional.SelectMany(Entries),
            .. arguments.Named.Select(argument => ((Value)TextValue.Of(argument.Name), argument.Value)),
        ]);
    }

    private static NamespaceValue Namespace(Arguments arguments)
    {
        var members = new NamespaceValue();
        foreach (var (key, value) in Map(arguments).Entries) members.Set(key.Printed().Text, value);
        return members;
    }

    private static IEnumerable<(Value Key, Value Value)> Entries(Value from) => from is MapValue map
        ? map.Entries
        : from.ItemsOrThrow().Select(pair => pair.Items?.ToList() is [var key, var value]
            ? (key, value)
            : throw new JinjaException($"'dict' takes pairs, not {pair.Described}"));
}
