namespace Pipelines.Cpu;

/// <summary>A mixer that summarises a whole past in a slot: the last inputs of a convolution, then the state of a recurrence.</summary>
/// <param name="slots">of that size</param>
internal abstract class StateMixer(Slots slots) : IMixer
{
    public long BlockBytes => 0;

    public long SlotBytes => slots.Bytes;

    public int Window => 0;

    /// <summary>What is kept of each sequence.</summary>
    protected Slots Slots => slots;

    public void Reserve(int blocks, int slots) => Slots.Reserve(slots);

    public void CopyBlock(int from, int to)
    {
    }

    public void CopySlot(int from, int to) => slots.Copy(from, to);

    public void Mix(CpuPass pass, Rows x, Rows y)
    {
        var mark = pass.Work.Mark;
        slots.Begin(pass.Batch);
        Read(pass, x, y);
        pass.Work.Mark = mark;
    }

    public void Dispose() => slots.Dispose();

    /// <summary>y = the mixer's result for x; the slots move past it.</summary>
    protected abstract void Read(CpuPass pass, Rows x, Rows y);
}
