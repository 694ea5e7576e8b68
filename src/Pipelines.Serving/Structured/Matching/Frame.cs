namespace Pipelines.Serving;

/// <summary>
/// A rule that was called, and by whom: the places to go on at when it ends, each in a frame of its own. Callers at one place of the text
/// share a frame (a graph-structured stack, Tomita 1985), so that ambiguity costs little; frames with the same callers are one.
/// </summary>
internal sealed class Frame(int id, int rule, Item[] callers)
{
    /// <summary>Below the first rule: where it ends, the text is complete.</summary>
    public static Frame Root { get; } = new(0, -1, []);

    /// <summary>Below a state that is looked at without its callers.</summary>
    public static Frame Unknown { get; } = new(1, -1, []);

    /// <summary>The first id of a frame with callers.</summary>
    public const int FirstId = 2;

    public int Id => id;

    public int Rule => rule;

    public Item[] Callers => callers;

    /// <summary>What is possible once its rule has ended, when that has been asked for.</summary>
    public ParseState? After { get; set; }
}

/// <summary>A state of the automaton, and the frame of its rule.</summary>
internal readonly record struct Item(int State, Frame Frame) : IComparable<Item>
{
    public int CompareTo(Item other) =>
        State != other.State ? State.CompareTo(other.State) : Frame.Id.CompareTo(other.Frame.Id);

    public bool Equals(Item other) => State == other.State && ReferenceEquals(Frame, other.Frame);

    public override int GetHashCode() => (State * 31) ^ Frame.Id;
}
