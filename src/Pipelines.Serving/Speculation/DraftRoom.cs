using Pipelines.Decoding;

namespace Pipelines.Serving;

/// <summary>The blocks and slots of a draft model, which no two sequences share.</summary>
internal sealed class DraftRoom
{
    private readonly IPagedDecoder draft;
    private readonly Stack<int> blocks;
    private readonly Stack<int> slots;

    /// <exception cref="ArgumentException">the bytes are too few</exception>
    public DraftRoom(IPagedDecoder draft, long bytes, int sequences)
    {
        this.draft = draft;
        var memory = draft.Memory;
        HasStates = memory.SlotBytes > 0;
        // Two slots each: the state that reads on, and the one to go back to.
        var states = HasStates ? (int)Math.Min(2L * sequences, bytes / 2 / memory.SlotBytes) : 0;
        var most = (long)sequences * BlocksFor(draft.Context);
        var count = memory.BlockBytes == 0 ? most : Math.Min(most, (bytes - states * memory.SlotBytes) / memory.BlockBytes);
        if (count < 1 || (HasStates && states < 2))
            throw new ArgumentException(
                $"{bytes:N0} bytes are too few for a draft model: a block takes {memory.BlockBytes:N0}, and a state {memory.SlotBytes:N0}");
        (blocks, slots) = (Numbers((int)count), Numbers(states));
        draft.Reserve((int)count, states);
    }

    /// <summary>Whether the draft summarises the past of a sequence.</summary>
    public bool HasStates { get; }

    /// <summary>Begins a sequence; null where no slot is left.</summary>
    public DraftPages? Begin() =>
        !HasStates ? new DraftPages(-1, -1) : slots.Count >= 2 ? new DraftPages(slots.Pop(), slots.Pop()) : null;

    /// <summary>Takes blocks for so many tokens; false where too few are left.</summary>
    public bool Grow(DraftPages pages, int tokens)
    {
        if (BlocksFor(tokens) - pages.Blocks.Length > blocks.Count) return false;
        while (pages.Blocks.Length < BlocksFor(tokens)) pages.Add(blocks.Pop());
        return true;
    }

    /// <summary>Keeps the state where it is now.</summary>
    public void Keep(DraftPages pages)
    {
        if (HasStates) draft.CopySlot(pages.Slot, pages.Kept);
    }

    /// <summary>Goes back to the state that was kept.</summary>
    public void Restore(DraftPages pages)
    {
        if (HasStates) draft.CopySlot(pages.Kept, pages.Slot);
    }

    /// <summary>Frees what a sequence had.</summary>
    public void Release(DraftPages pages)
    {
        foreach (var block in pages.Blocks.Span) blocks.Push(block);
        if (!HasStates) return;
        slots.Push(pages.Slot);
        slots.Push(pages.Kept);
    }

    private int BlocksFor(int tokens) => (tokens + draft.Memory.BlockTokens - 1) / draft.Memory.BlockTokens;

    private static Stack<int> Numbers(int count) => new(Enumerable.Range(0, count).Reverse());
}
