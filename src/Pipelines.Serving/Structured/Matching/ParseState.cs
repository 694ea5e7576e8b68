namespace Pipelines.Serving;

/// <summary>
/// Everywhere that a text may have led in an automaton: a state of the deterministic automaton that is discovered while it runs.
/// </summary>
internal sealed class ParseState
{
    private ParseState?[] next;

    /// <param name="seeds">where the text led, in frames that it did not enter last</param>
    /// <param name="steps">what may follow, by classes of bytes</param>
    /// <param name="isEnd">whether nothing need follow</param>
    /// <param name="classCount">how many classes of bytes there are</param>
    public ParseState(Item[] seeds, FrameStep[] steps, bool isEnd, int classCount)
    {
        (Seeds, Steps, IsEnd) = (seeds, steps, isEnd);
        next = new ParseState?[classCount];
    }

    /// <summary>Nowhere: no text goes on from here.</summary>
    public static ParseState Dead { get; } = new([], [], false, 256);

    public Item[] Seeds { get; }

    public FrameStep[] Steps { get; }

    /// <summary>Whether the rule of the frame below, <see cref="Frame.Root"/> or <see cref="Frame.Unknown"/>, may end here.</summary>
    public bool IsEnd { get; }

    /// <summary>The tokens that may follow, where that has been asked for.</summary>
    public ulong[]? Mask { get; set; }

    /// <summary>The tokens that may follow whatever the frame below is, where that has been asked for.</summary>
    public LocalMask? Local { get; set; }

    public ParseState? this[int byteClass]
    {
        get => next[byteClass];
        set => next[byteClass] = value;
    }

    /// <summary>Lets go of what can be found anew.</summary>
    public void Forget()
    {
        next = new ParseState?[next.Length];
        (Mask, Local) = (null, null);
    }
}

/// <summary>A step by a byte of some classes, within a frame.</summary>
internal readonly record struct FrameStep(byte First, byte Last, int Target, Frame Frame);
