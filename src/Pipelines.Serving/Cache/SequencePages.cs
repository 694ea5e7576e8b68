namespace Pipelines.Serving;

/// <summary>Where what was read of one sequence lies.</summary>
internal sealed class SequencePages
{
    private int[] blocks = new int[8];

    /// <summary>Its blocks in order; −1 for those that no token sees any more.</summary>
    public ReadOnlyMemory<int> Blocks => blocks.AsMemory(0, Count);

    /// <summary>How many blocks there are.</summary>
    public int Count { get; private set; }

    /// <summary>Blocks before this one were let go, because no token sees them any more.</summary>
    public int FirstHeld { get; set; }

    /// <summary>Where its state lies; −1 where the decoder has none.</summary>
    public int Slot { get; set; } = -1;

    /// <summary>Where its state from before guesses lies; −1 where it has read none.</summary>
    public int Kept { get; set; } = -1;

    /// <summary>The tokens of it that were found read.</summary>
    public int Cached { get; set; }

    /// <summary>The last of its blocks that the tree knows; null where the tree does not follow it.</summary>
    public PrefixNode? Known { get; set; }

    /// <summary>Places after which its state is to be kept, when it comes there: a step should end at each.</summary>
    public int[] Borders { get; set; } = [];

    /// <summary>The state of it that the tree keeps while it writes; the next one takes its place.</summary>
    public PrefixNode? Trail { get; set; }

    public int this[int index]
    {
        get => blocks[index];
        set => blocks[index] = value;
    }

    public void Add(int block)
    {
        if (Count == blocks.Length) Array.Resize(ref blocks, 2 * Count);
        blocks[Count++] = block;
    }

    /// <summary>How many of so many tokens to read next for a step to end at the first border on the way.</summary>
    public int Cut(int past, int count)
    {
        foreach (var border in Borders)
            if (past < border && border < past + count) return border - past;
        return count;
    }
}
