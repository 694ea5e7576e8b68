namespace Pipelines.Serving;

/// <summary>
/// What was read of sequences, by their beginnings: a radix tree whose steps are whole blocks of tokens, as RadixAttention has it (Zheng et
/// al., arXiv:2312.07104). The tree is one of the users of each block that it knows; those that nobody else uses are idle, and given up
/// when they are needed, the longest idle first. A sequence leaves its last block first, so that the ends of beginnings go before what they
/// continue.
/// </summary>
/// <param name="blocks">whose blocks it knows</param>
/// <param name="slots">whose slots it keeps states in</param>
/// <param name="blockTokens">tokens in a block</param>
/// <param name="window">how many tokens back a token sees; 0 for all</param>
/// <param name="states">whether a beginning can only be continued where its state was kept</param>
internal sealed class PrefixTree(BlockPool blocks, BlockPool slots, int blockTokens, int window, bool states)
{
    private readonly PrefixNode?[] nodes = new PrefixNode?[blocks.Count];
    private readonly LinkedList<PrefixNode> idle = [];
    private readonly LinkedList<PrefixNode> kept = [];

    /// <summary>The empty beginning.</summary>
    public PrefixNode Root { get; } = new(parent: null, []);

    /// <summary>Blocks that nobody but the tree uses.</summary>
    public int Idle => idle.Count;

    /// <summary>States that are kept, all of which can be given up.</summary>
    public int Kept => kept.Count;

    /// <summary>The first block that a token at a place sees.</summary>
    public int FirstSeen(int place) => window == 0 ? 0 : Math.Max(0, place - window + 1) / blockTokens;

    /// <summary>The longest beginning of tokens from which they can be continued.</summary>
    /// <param name="tokens">the tokens</param>
    /// <returns>
    /// the nodes of its blocks, in their order, and how many blocks of the tokens the tree has met: more, where what they hold was given up
    /// </returns>
    public (PrefixNode[] Path, int Met) Match(ReadOnlySpan<int> tokens)
    {
        var path = new List<PrefixNode>();
        var (node, fits, run) = (Root, 0, 0);
        for (; (path.Count + 1) * blockTokens <= tokens.Length; path.Add(node))
        {
            var next = node.Children.GetAlternateLookup<ReadOnlySpan<int>>();
            if (!next.TryGetValue(tokens.Slice(path.Count * blockTokens, blockTokens), out node!)) break;
            run = node.Block >= 0 ? run + 1 : 0;
            var seen = node.Depth - FirstSeen(node.Depth * blockTokens);
            if (run >= seen && (!states || node.Slot >= 0)) fits = node.Depth;
        }

        if (fits > 0 && states) Touch(path[fits - 1]);
        return ([.. path.Take(fits)], path.Count);
    }

    /// <summary>Learns of one more block of a sequence.</summary>
    /// <param name="node">what it continues</param>
    /// <param name="tokens">[blockTokens]</param>
    /// <param name="block">where it was read to</param>
    /// <returns>its node, whose block may be another with the same tokens; null where the tree has forgotten what it continues</returns>
    public PrefixNode? Extend(PrefixNode node, ReadOnlySpan<int> tokens, int block)
    {
        if (node.Parent is null && node != Root) return null;
        if (!node.Children.GetAlternateLookup<ReadOnlySpan<int>>().TryGetValue(tokens, out var child))
        {
            child = new PrefixNode(node, tokens.ToArray());
            node.Children.Add(child.Tokens, child);
        }

        if (child.Block >= 0) return child;
        child.Block = block;
        nodes[block] = child;
        blocks.Share(block);
        return child;
    }

    /// <summary>Somebody uses a block again.</summary>
    public void Use(int block)
    {
        if (nodes[block] is { BlockEntry.List: not null } node) idle.Remove(node.BlockEntry);
    }

    /// <summary>Somebody has left a block; if nobody else uses it, it may be given up.</summary>
    public void Leave(int block)
    {
        if (nodes[block] is { } node && blocks.Users(block) == 1) idle.AddLast(node.BlockEntry);
    }

    /// <summary>Frees the block that has been idle longest; false where none is.</summary>
    public bool GiveUpBlock()
    {
        if (idle.First?.Value is not { } node) return false;
        idle.RemoveFirst();
        nodes[node.Block] = null;
        blocks.Release(node.Block);
        node.Block = -1;
        if (node.Slot >= 0) Forget(node);
        Prune(node);
        return true;
    }

    /// <summary>Keeps a state after the last token of a node.</summary>
    /// <param name="node">the node, which keeps none yet</param>
    /// <param name="slot">where it lies: the tree's from now on</param>
    public void Keep(PrefixNode node, int slot)
    {
        node.Slot = slot;
        kept.AddLast(node.SlotEntry);
    }

    /// <summary>Frees the slot of a state.</summary>
    public void Forget(PrefixNode node)
    {
        kept.Remove(node.SlotEntry);
        slots.Release(node.Slot);
        node.Slot = -1;
    }

    /// <summary>Frees the slot of the state that was not met for longest; false where none is kept.</summary>
    public bool GiveUpSlot()
    {
        if (kept.First?.Value is not { } node) return false;
        Forget(node);
        return true;
    }

    private void Touch(PrefixNode node)
    {
        kept.Remove(node.SlotEntry);
        kept.AddLast(node.SlotEntry);
    }

    /// <summary>Forgets beginnings that lead to nothing that is kept.</summary>
    private static void Prune(PrefixNode node)
    {
        while (node is { Parent: { } parent, Block: < 0, Children.Count: 0 })
        {
            parent.Children.Remove(node.Tokens);
            node.Parent = null;
            node = parent;
        }
    }
}
