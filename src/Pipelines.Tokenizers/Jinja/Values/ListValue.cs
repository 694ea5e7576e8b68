namespace Pipelines.Tokenizers.Jinja;

/// <summary>A list, or a tuple: equal items make equal lists, but no list equals a tuple.</summary>
/// <param name="items">the items</param>
/// <param name="isTuple">whether it is a tuple</param>
internal sealed class ListValue(IReadOnlyList<Value> items, bool isTuple = false) : Value
{
    /// <summary>Longer lists are refused.</summary>
    public const int MostItems = 100_000;

    /// <summary>Whether it is a tuple.</summary>
    public bool IsTuple => isTuple;

    /// <summary>The items by index.</summary>
    public IReadOnlyList<Value> List => items;

    public override string TypeName => isTuple ? "tuple" : "list";

    public override bool IsTrue => items.Count > 0;

    public override int? Length => items.Count;

    public override IEnumerable<Value> Items => items;

    /// <summary>A list of items that are not counted yet.</summary>
    /// <exception cref="JinjaException">there are more than <see cref="MostItems"/></exception>
    public static ListValue Of(IEnumerable<Value> items)
    {
        var list = items.Take(MostItems + 1).ToArray();
        return list.Length <= MostItems
            ? new ListValue(list)
            : throw new JinjaException($"a list becomes longer than {MostItems:N0} items");
    }

    /// <summary>A tuple.</summary>
    public static ListValue Tuple(params Value[] items) => new(items, isTuple: true);

    public override Value? Member(string name) => ListMethods.Of(this, name);

    public override Value? Item(Value key) => Indices.One(key, items.Count) is { } place ? items[place] : null;

    public override void PrintQuoted(TextBuilder output)
    {
        Nesting.Check();
        output.Append(isTuple ? "(" : "[");
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) output.Append(", ");
            items[i].PrintQuoted(output);
        }

        output.Append(isTuple ? items.Count == 1 ? ",)" : ")" : "]");
    }
}
