namespace Pipelines.Tokenizers.Jinja;

/// <summary>The methods of maps that change nothing.</summary>
internal static class MapMethods
{
    private static readonly Dictionary<string, Operation> methods = Operation.Table(
    [
        new("items", [], (map, _) => Items((MapValue)map)),
        new("keys", [], (map, _) => new ListValue([.. ((MapValue)map).Items!])),
        new("values", [], (map, _) => new ListValue([.. ((MapValue)map).Entries.Select(entry => entry.Value)])),
        new("get", ["key", "default"], (map, a) => ((MapValue)map).Find(a[0]!) ?? a[1] ?? NoneValue.Instance) { Required = 1 },
        new("copy", [], (map, _) => map),
    ]);

    /// <summary>The names of the methods.</summary>
    public static IEnumerable<string> Names => methods.Keys;

    /// <summary>A method of a map, or null.</summary>
    public static FunctionValue? Of(MapValue map, string name) => methods.GetValueOrDefault(name)?.Of(map);

    /// <summary>Its keys and values as pairs.</summary>
    public static ListValue Items(MapValue map) => new([.. map.Entries.Select(entry => ListValue.Tuple(entry.Key, entry.Value))]);
}
