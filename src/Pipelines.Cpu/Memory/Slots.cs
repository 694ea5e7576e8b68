namespace Pipelines.Cpu;

/// <summary>What a layer keeps of whole pasts, in numbered slots of one size.</summary>
/// <param name="size">numbers of a slot</param>
internal sealed unsafe class Slots(int size) : IDisposable
{
    private NativeFloats? memory;

    /// <summary>Bytes of a slot.</summary>
    public long Bytes => (long)size * sizeof(float);

    /// <summary>What a slot holds.</summary>
    public float* this[int slot] => memory!.First + (long)slot * size;

    /// <summary>Makes room for some slots, in place of what there was.</summary>
    public void Reserve(int slots)
    {
        memory?.Dispose();
        memory = new NativeFloats((long)slots * size);
    }

    /// <summary>Makes the slots of sequences that begin with this step empty.</summary>
    public void Begin(Batch batch)
    {
        foreach (var piece in batch.Pieces)
            if (piece.Past == 0) new Span<float>(this[piece.Slot], size).Clear();
    }

    /// <summary>Copies one slot into another.</summary>
    public void Copy(int from, int to) => memory!.Copy((long)from * size, (long)to * size, size);

    public void Dispose() => memory?.Dispose();
}
