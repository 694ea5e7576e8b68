namespace Pipelines.Modules;

/// <summary>What one mixer keeps of many sequences: of single tokens in blocks, of whole pasts in slots.</summary>
/// <param name="blocks">what lies in blocks</param>
/// <param name="slots">what lies in slots</param>
internal abstract class LayerStore(Arena[] blocks, Arena[] slots) : IDisposable
{
    /// <summary>Bytes of a block.</summary>
    public long BlockBytes => blocks.Sum(arena => arena.Bytes);

    /// <summary>Bytes of a slot.</summary>
    public long SlotBytes => slots.Sum(arena => arena.Bytes);

    /// <summary>How many tokens back the mixer sees, the newest included; 0 for all.</summary>
    public virtual long Window => 0;

    /// <summary>Makes room, and forgets what was held.</summary>
    public void Reserve(int blockCount, int slotCount)
    {
        foreach (var arena in blocks) arena.Reserve(blockCount);
        foreach (var arena in slots) arena.Reserve(slotCount);
    }

    /// <summary>Copies a block over another.</summary>
    public void CopyBlock(int from, int to)
    {
        foreach (var arena in blocks) arena.Copy(from, to);
    }

    /// <summary>Copies a slot over another.</summary>
    public void CopySlot(int from, int to)
    {
        foreach (var arena in slots) arena.Copy(from, to);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var arena in blocks) arena.Dispose();
        foreach (var arena in slots) arena.Dispose();
    }
}
