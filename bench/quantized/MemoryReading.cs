using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantized.Bench;

/// <summary>What a loop that does nothing but read reaches, on all cores.</summary>
internal sealed class MemoryReading
{
    private readonly byte[] memory;
    private readonly int parts;
    private int next;
    private long folded;

    /// <param name="bytes">more than the processor's cache holds</param>
    /// <param name="parts">how many times one reads until one begins anew</param>
    public MemoryReading(long bytes, int parts)
    {
        this.parts = parts;
        memory = GC.AllocateUninitializedArray<byte>(checked((int)bytes));
        new Random(1).NextBytes(memory);
    }

    /// <summary>Seconds that reading the next part takes.</summary>
    public double Read()
    {
        var begun = Stopwatch.GetTimestamp();
        var cores = Environment.ProcessorCount;
        var length = memory.Length / parts;
        var first = next++ % parts * length;
        Parallel.For(0, cores, core =>
        {
            var (from, to) = ((long)length * core / cores, (long)length * (core + 1) / cores);
            Interlocked.Add(ref folded, Fold(memory.AsSpan(first + (int)from, (int)(to - from))));
        });
        return Stopwatch.GetElapsedTime(begun).TotalSeconds;
    }

    private static long Fold(ReadOnlySpan<byte> bytes)
    {
        Vector512<long> a = default, b = default, c = default, d = default;
        foreach (var four in MemoryMarshal.Cast<byte, (Vector512<long> A, Vector512<long> B, Vector512<long> C, Vector512<long> D)>(bytes))
        {
            a ^= four.A;
            b ^= four.B;
            c ^= four.C;
            d ^= four.D;
        }
        return Vector512.Sum(a ^ b ^ c ^ d);
    }
}
