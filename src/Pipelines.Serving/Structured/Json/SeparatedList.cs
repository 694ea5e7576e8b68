namespace Pipelines.Serving;

/// <summary>
/// A list with commas in brackets. It is written along two lanes: in one nothing stands before, in the other a comma must come first; an
/// element leads from both to the second.
/// </summary>
internal sealed class SeparatedList
{
    private readonly AutomatonBuilder builder;
    private readonly JsonParts json;
    private readonly int end;
    private int? empty;
    private int? begun;

    public SeparatedList(AutomatonBuilder builder, JsonParts json, int from, string open)
    {
        (this.builder, this.json) = (builder, json);
        empty = json.Space(builder.Text(from, open));
        end = builder.Add();
    }

    /// <summary>Adds an element.</summary>
    /// <param name="write">writes it after a state; gives the state after it</param>
    /// <param name="optional">whether it may be left out</param>
    public void Add(Func<int, int> write, bool optional = false)
    {
        var after = builder.Skip(write(Before()), builder.Add());
        if (optional && begun is { } other) builder.Skip(other, after);
        if (!optional) empty = null;
        begun = after;
    }

    /// <summary>Adds elements of one kind, and then none.</summary>
    public void AddMany(Func<int, int> write, int least, int? most)
    {
        for (var i = 0; i < least; i++) Add(write);
        if (most is { } bound)
        {
            for (var i = least; i < bound; i++)
            {
                MayEnd();
                Add(write);
            }
            return;
        }
        MayEnd();
        var before = Before();
        var after = write(before);
        builder.Skip(json.Between(after, ","), before);
        (empty, begun) = (null, after);
    }

    /// <summary>Lets the list end here; more may be added.</summary>
    public void MayEnd()
    {
        if (empty is { } nothing) builder.Skip(nothing, end);
        if (begun is { } something) builder.Skip(json.Space(something), end);
    }

    /// <summary>Ends the list; the state after it.</summary>
    public int Close(string close)
    {
        MayEnd();
        return builder.Text(end, close);
    }

    private int Before()
    {
        var before = builder.Add();
        if (empty is { } nothing) builder.Skip(nothing, before);
        if (begun is { } something) builder.Skip(json.Between(something, ","), before);
        return before;
    }
}
