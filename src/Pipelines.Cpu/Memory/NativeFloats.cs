using System.Runtime.InteropServices;

namespace Pipelines.Cpu;

/// <summary>Numbers that no collector moves, from an address that a line of the cache begins at. They hold anything at first.</summary>
internal sealed unsafe class NativeFloats : IDisposable
{
    private const int Line = 64;

    public NativeFloats(long length)
    {
        Length = length;
        First = (float*)NativeMemory.AlignedAlloc(checked((nuint)(Math.Max(length, 1) * sizeof(float))), Line);
    }

    ~NativeFloats() => Free();

    /// <summary>The first of them; null once they are freed.</summary>
    public float* First { get; private set; }

    /// <summary>How many there are.</summary>
    public long Length { get; }

    /// <summary>Copies some from one place to another, which do not overlap.</summary>
    public void Copy(long from, long to, long length) =>
        Buffer.MemoryCopy(First + from, First + to, length * sizeof(float), length * sizeof(float));

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(First);
        First = null;
    }
}
