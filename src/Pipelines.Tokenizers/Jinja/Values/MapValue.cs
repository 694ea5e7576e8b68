namespace Pipelines.Tokenizers.Jinja;

/// <summary>Values by key, in the order in which the keys came.</summary>
internal sealed class MapValue : Value
{
    private readonly List<(Value Key, Value Value)> entries = [];
    private readonly Dictionary<Value, int> places = new(PythonEquality.Instance);

    /// <summary>A map of these entries; of equal keys the first stays, with the last value.</summary>
    /// <exception cref="JinjaException">a key is a list or a map</exception>
    public MapValue(IEnumerable<(Value Key, Value Value)> entries)
    {
        foreach (var (key, value) in entries)
        {
            if (this.entries.Count >= ListValue.MostItems)
                throw new JinjaException($"a map becomes larger than {ListValue.MostItems:N0} entries");
            if (places.TryAdd(key, this.entries.Count)) this.entries.Add((key, value));
            else this.entries[places[key]] = (this.entries[places[key]].Key, value);
        }
    }

    /// <summary>The JSON that it was read from, where that is to be printed when a template joins it to a text; else null.</summary>
    public TextValue? Source { get; init; }

    /// <summary>The entries in order.</summary>
    public IReadOnlyList<(Value Key, Value Value)> Entries => entries;

    public override string TypeName => "dict";

    public override bool IsTrue => entries.Count > 0;

    public override int? Length => entries.Count;

    public override IEnumerable<Value> Items => entries.Select(entry => entry.Key);

    /// <summary>The value under a key, or null.</summary>
    public Value? Find(Value key) => places.TryGetValue(key, out var place) ? entries[place].Value : null;

    /// <summary>The value under a name, or null.</summary>
    public Value? Find(string name) => Find(TextValue.Of(name));

    public override Value? Member(string name) => MapMethods.Of(this, name);

    public override Value? Item(Value key) => PythonEquality.CanBeKey(key) ? Find(key) : null;

    public override void PrintQuoted(TextBuilder output)
    {
        Nesting.Check();
        output.Append("{");
        for (var i = 0; i < entries.Count; i++)
        {
            if (i > 0) output.Append(", ");
            entries[i].Key.PrintQuoted(output);
            output.Append(": ");
            entries[i].Value.PrintQuoted(output);
        }

        output.Append("}");
    }
}
