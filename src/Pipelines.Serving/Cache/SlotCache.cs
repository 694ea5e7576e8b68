using Pipelines.Decoding;

namespace Pipelines.Serving;

/// <summary>
/// States of sequences, which cannot be shared as blocks can: a sequence that begins where another has been takes a copy of what was kept
/// there. Kept are those at the ends of prompts and where prompts part, and the newest of what is being written.
/// </summary>
/// <param name="decoder">whose states they are</param>
/// <param name="slots">where they lie</param>
/// <param name="tree">which keeps some</param>
internal sealed class SlotCache(IPagedDecoder decoder, BlockPool slots, PrefixTree tree)
{
    /// <summary>While a sequence writes, its state is kept each time it has filled so many blocks.</summary>
    private const int BlocksBetween = 4;

    /// <summary>Gives a sequence a slot, with the state that it continues.</summary>
    /// <param name="pages">the sequence</param>
    /// <param name="from">where it begins; null at its first token</param>
    /// <returns>false where no slot is left</returns>
    public bool Begin(SequencePages pages, PrefixNode? from)
    {
        if (slots.Count == 0) return true;
        if (slots.Free == 0 && from is not null && tree.Kept == 1) return TakeOver(pages, from);
        pages.Slot = Take();
        if (pages.Slot >= 0 && from is not null) decoder.CopySlot(from.Slot, pages.Slot);
        return pages.Slot >= 0;
    }

    /// <summary>Gives a sequence a copy of another's state; false where no slot is left.</summary>
    public bool Fork(SequencePages pages, SequencePages fork)
    {
        if (slots.Count == 0) return true;
        fork.Slot = Take();
        if (fork.Slot >= 0) decoder.CopySlot(pages.Slot, fork.Slot);
        return fork.Slot >= 0;
    }

    /// <summary>Keeps the state of a sequence where it has come to a place at which others may begin.</summary>
    /// <param name="pages">the sequence</param>
    /// <param name="past">tokens of it that were read</param>
    /// <param name="blockTokens">tokens in a block</param>
    public void Learn(SequencePages pages, int past, int blockTokens)
    {
        if (pages.Known is not { Slot: < 0 } node || node.Depth == 0 || node.Depth * blockTokens != past) return;
        var isBorder = pages.Borders.Contains(past);
        var writes = past > pages.Borders.DefaultIfEmpty(0).Max();
        if (!isBorder && !(writes && node.Depth % BlocksBetween == 0)) return;

        if (!isBorder && pages.Trail is { Slot: >= 0 } trail) tree.Forget(trail);
        var slot = Take();
        if (slot < 0) return;
        decoder.CopySlot(pages.Slot, slot);
        tree.Keep(node, slot);
        if (!isBorder) pages.Trail = node;
    }

    /// <summary>Keeps the state of a sequence aside; false where no slot is left.</summary>
    public bool Keep(SequencePages pages)
    {
        if (slots.Count == 0) return true;
        pages.Kept = Take();
        if (pages.Kept >= 0) decoder.CopySlot(pages.Slot, pages.Kept);
        return pages.Kept >= 0;
    }

    /// <summary>Lets go the state that was kept aside, and goes back to it where asked.</summary>
    /// <returns>whether the sequence's state is the one that was kept</returns>
    public bool Return(SequencePages pages, bool restore)
    {
        if (pages.Kept < 0) return false;
        if (restore) decoder.CopySlot(pages.Kept, pages.Slot);
        slots.Release(pages.Kept);
        pages.Kept = -1;
        return restore;
    }

    /// <summary>The last state that is kept becomes the sequence's own.</summary>
    private bool TakeOver(SequencePages pages, PrefixNode from)
    {
        slots.Share(from.Slot);
        pages.Slot = from.Slot;
        tree.Forget(from);
        return true;
    }

    private int Take()
    {
        var slot = slots.Take();
        return slot < 0 && tree.GiveUpSlot() ? slots.Take() : slot;
    }
}
