using Pipelines.Decoding;

namespace Pipelines.Serving;

/// <summary>
/// The memory of a decoder, given out to sequences block by block and slot by slot. Sequences that begin alike share blocks; one that
/// writes into a block that others use is given a copy first.
/// </summary>
internal sealed class PagedCache
{
    private readonly IPagedDecoder decoder;
    private readonly PagedMemory memory;
    private readonly BlockPool blocks;
    private readonly BlockPool slots;
    private readonly PrefixTree tree;
    private readonly SlotCache states;
    private readonly bool reuse;

    /// <summary>Makes room in the decoder.</summary>
    /// <param name="decoder">the decoder</param>
    /// <param name="size">how much there is</param>
    /// <param name="reuse">whether what was read of a sequence is kept for those that begin like it</param>
    public PagedCache(IPagedDecoder decoder, CacheSize size, bool reuse)
    {
        (this.decoder, memory, this.reuse) = (decoder, decoder.Memory, reuse);
        (blocks, slots) = (new BlockPool(size.Blocks), new BlockPool(size.Slots));
        tree = new PrefixTree(blocks, slots, memory.BlockTokens, memory.Window, states: memory.SlotBytes > 0);
        states = new SlotCache(decoder, slots, tree);
        decoder.Reserve(size.Blocks, size.Slots);
    }

    /// <summary>Blocks that sequences use.</summary>
    public int BlocksInUse => blocks.Count - blocks.Free - tree.Idle;

    /// <summary>Blocks that are kept for sequences to come.</summary>
    public int BlocksCached => tree.Idle;

    /// <summary>Slots that sequences use.</summary>
    public int SlotsInUse => slots.Count - slots.Free - tree.Kept;

    /// <summary>Begins a sequence with what is known of its tokens, and takes blocks for the rest of them.</summary>
    /// <param name="tokens">its tokens, at least one; the last is always left to be read</param>
    /// <param name="most">tokens that are read before blocks are taken again</param>
    /// <param name="spare">blocks that are to be left for others</param>
    /// <param name="anew">whether all tokens are to be read, known or not</param>
    /// <returns>null where there is not enough room</returns>
    public SequencePages? Begin(ReadOnlySpan<int> tokens, int most, int spare, bool anew)
    {
        var pages = new SequencePages { Known = reuse ? tree.Root : null };
        var (path, met) = reuse && !anew ? tree.Match(tokens[..^1]) : ([], 0);
        Share(pages, path);
        if (!states.Begin(pages, path.Length > 0 ? path[^1] : null)) return Undo(pages);
        pages.Cached = path.Length * memory.BlockTokens;
        if (memory.SlotBytes > 0)
            pages.Borders = [met * memory.BlockTokens, (tokens.Length - 1) / memory.BlockTokens * memory.BlockTokens];

        var read = Math.Min(tokens.Length - pages.Cached, most);
        var wanted = CacheSize.BlocksFor(pages.Cached + read, memory) - pages.Count;
        if (blocks.Free + tree.Idle < wanted + spare) return Undo(pages);
        return Grow(pages, pages.Cached, read) ? pages : Undo(pages);
    }

    /// <summary>
    /// Lets go what no token sees from a place on, and takes what tokens at that place need: blocks, and a copy of the one they begin in
    /// where others use it too.
    /// </summary>
    /// <param name="pages">whose</param>
    /// <param name="past">tokens read</param>
    /// <param name="count">tokens to read</param>
    /// <returns>false where there is not enough room; what was taken so far stays the sequence's</returns>
    public bool Grow(SequencePages pages, int past, int count)
    {
        for (; pages.FirstHeld < Math.Min(tree.FirstSeen(past), pages.Count); pages.FirstHeld++) Leave(pages, pages.FirstHeld);
        if (past % memory.BlockTokens != 0 && !MakeOwn(pages, past / memory.BlockTokens)) return false;
        var wanted = CacheSize.BlocksFor(past + count, memory);
        while (pages.Count < wanted)
        {
            var block = Take();
            if (block < 0) return false;
            pages.Add(block);
        }

        return true;
    }

    /// <summary>The first tokens of a sequence have been read: what they fill may be shared from now on.</summary>
    /// <param name="pages">where they lie</param>
    /// <param name="tokens">the tokens that were read, all of them</param>
    public void Learn(SequencePages pages, ReadOnlySpan<int> tokens)
    {
        while (pages.Known is { } known && (known.Depth + 1) * memory.BlockTokens <= tokens.Length)
        {
            var index = known.Depth;
            pages.Known = tree.Extend(known, tokens.Slice(index * memory.BlockTokens, memory.BlockTokens), pages[index]);
            if (pages.Known is not { } node || node.Block == pages[index]) continue;
            Use(node.Block);
            Leave(pages, index);
            pages[index] = node.Block;
        }

        if (memory.SlotBytes > 0) states.Learn(pages, tokens.Length, memory.BlockTokens);
    }

    /// <summary>A sequence that goes on from where another is, in the same blocks.</summary>
    /// <param name="pages">the other</param>
    /// <param name="past">tokens of it that were read</param>
    /// <returns>null where there is no room</returns>
    public SequencePages? Fork(SequencePages pages, int past)
    {
        var fork = new SequencePages { FirstHeld = pages.FirstHeld, Known = pages.Known, Cached = pages.Cached };
        foreach (var block in pages.Blocks.Span[..CacheSize.BlocksFor(past, memory)])
        {
            fork.Add(block);
            if (block >= 0) Use(block);
        }

        return states.Fork(pages, fork) ? fork : Undo(fork);
    }

    /// <summary>Gives back all that a sequence has; what is known of it stays until others need the room.</summary>
    public void Release(SequencePages pages)
    {
        for (var i = pages.Count - 1; i >= pages.FirstHeld; i--) Leave(pages, i);
        if (pages.Slot >= 0) slots.Release(pages.Slot);
        states.Return(pages, restore: false);
    }

    /// <summary>Keeps the state of a sequence that is about to read guesses; false where no slot is left.</summary>
    public bool Keep(SequencePages pages) => states.Keep(pages);

    /// <summary>Lets go what <see cref="Keep"/> kept.</summary>
    /// <param name="pages">whose</param>
    /// <param name="restore">whether the sequence goes back to it</param>
    /// <returns>whether it did, and has to read anew what it read since; never where decoders have no states</returns>
    public bool Return(SequencePages pages, bool restore) => states.Return(pages, restore);

    private SequencePages? Undo(SequencePages pages)
    {
        Release(pages);
        return null;
    }

    private void Share(SequencePages pages, PrefixNode[] path)
    {
        pages.FirstHeld = tree.FirstSeen(path.Length * memory.BlockTokens);
        for (var i = 0; i < path.Length; i++)
        {
            var seen = i >= pages.FirstHeld;
            pages.Add(seen ? path[i].Block : -1);
            if (seen) Use(path[i].Block);
        }

        if (path.Length > 0) pages.Known = path[^1];
    }

    private bool MakeOwn(SequencePages pages, int index)
    {
        if (blocks.Users(pages[index]) == 1) return true;
        var own = Take();
        if (own < 0) return false;
        decoder.CopyBlock(pages[index], own);
        Leave(pages, index);
        pages[index] = own;
        return true;
    }

    private int Take()
    {
        var block = blocks.Take();
        return block < 0 && tree.GiveUpBlock() ? blocks.Take() : block;
    }

    private void Use(int block)
    {
        blocks.Share(block);
        tree.Use(block);
    }

    private void Leave(SequencePages pages, int index)
    {
        blocks.Release(pages[index]);
        tree.Leave(pages[index]);
        pages[index] = -1;
    }
}
