namespace Pipelines.Tokenizers.Jinja;

/// <summary>The methods of lists and tuples that change nothing.</summary>
internal static class ListMethods
{
    private static readonly Dictionary<string, Operation> methods = Operation.Table(
    [
        new("count", ["value"], (list, a) =>
            new IntegerValue(((ListValue)list).List.Count(item => PythonEquality.Instance.Equals(item, a[0]))))
        {
            Required = 1,
        },
        new("index", ["value"], (list, a) => new IntegerValue(IndexOf(((ListValue)list).List, a[0]!))) { Required = 1 },
    ]);

    /// <summary>The names of the methods.</summary>
    public static IEnumerable<string> Names => methods.Keys;

    /// <summary>A method of a list, or null.</summary>
    public static FunctionValue? Of(ListValue list, string name) => methods.GetValueOrDefault(name)?.Of(list);

    private static int IndexOf(IReadOnlyList<Value> items, Value wanted)
    {
        for (var i = 0; i < items.Count; i++)
            if (PythonEquality.Instance.Equals(items[i], wanted)) return i;
        throw new JinjaException($"{wanted.Described} is not in the list");
    }
}
