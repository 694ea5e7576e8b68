namespace Pipelines.Serving;

/// <summary>The beginning of token sequences, a block longer than its parent's.</summary>
internal sealed class PrefixNode
{
    public PrefixNode(PrefixNode? parent, int[] tokens)
    {
        (Parent, Tokens, Depth) = (parent, tokens, parent is null ? 0 : parent.Depth + 1);
        (BlockEntry, SlotEntry) = (new(this), new(this));
    }

    /// <summary>The beginning that it continues; null for the root, and where the tree has forgotten it.</summary>
    public PrefixNode? Parent { get; set; }

    /// <summary>The tokens of its last block.</summary>
    public int[] Tokens { get; }

    /// <summary>Blocks of tokens up to its end.</summary>
    public int Depth { get; }

    /// <summary>Where the keys and values of its last block lie; −1 where they were given up.</summary>
    public int Block { get; set; } = -1;

    /// <summary>Where the state after its last token lies; −1 where it is not kept.</summary>
    public int Slot { get; set; } = -1;

    public Dictionary<int[], PrefixNode> Children { get; } = new(TokenBlocks.Comparer);

    /// <summary>Its place among the blocks that nobody but the tree uses.</summary>
    public LinkedListNode<PrefixNode> BlockEntry { get; }

    /// <summary>Its place among the states that are kept.</summary>
    public LinkedListNode<PrefixNode> SlotEntry { get; }
}
