namespace Pipelines.Cpu;

/// <summary>
/// Memory of what a step computes on its way: taken piece by piece, and given back down to a mark. Steps that need no more than earlier
/// ones get the same memory again.
/// </summary>
internal sealed class Workspace : IDisposable
{
    private const int Line = 16;

    private readonly List<NativeFloats> outgrown = [];
    private NativeFloats memory = new(1 << 16);
    private long used;

    /// <summary>What is taken after this is read is given back when it is set.</summary>
    public long Mark { get => used; set => used = value; }

    /// <summary>Rows that hold anything, one right after another.</summary>
    public unsafe Rows Rows(int count, int width)
    {
        var length = ((long)count * width + Line - 1) / Line * Line;
        if (used + length > memory.Length)
        {
            outgrown.Add(memory);    // what was taken from it stays where it is until the step ends
            memory = new NativeFloats(Math.Max(2 * memory.Length, used + length));
        }
        var rows = new Rows((nint)(memory.First + used), count, width, width);
        used += length;
        return rows;
    }

    /// <summary>Gives everything back.</summary>
    public void Clear()
    {
        used = 0;
        outgrown.ForEach(floats => floats.Dispose());
        outgrown.Clear();
    }

    public void Dispose()
    {
        Clear();
        memory.Dispose();
    }
}
