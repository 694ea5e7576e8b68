namespace TorchSharp;

/// <summary>
/// Makes the collector run when tensors hold much memory. It knows the few bytes of their objects alone, and would let a program
/// that disposes nothing fill the machine. One that disposes is hardly ever interrupted: the limit is twice what was in use.
/// </summary>
internal static class MemoryBudget
{
    private const long Least = 1 << 20; // KiB

    private static long held;
    private static long limit = Least;

    public static void Take(int kibibytes)
    {
        if (Interlocked.Add(ref held, kibibytes) > Volatile.Read(ref limit)) Collect();
    }

    public static void Give(int kibibytes) => Interlocked.Add(ref held, -kibibytes);

    private static void Collect()
    {
        Volatile.Write(ref limit, long.MaxValue); // for the others, meanwhile
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Volatile.Write(ref limit, Math.Max(Least, 2 * Interlocked.Read(ref held)));
    }
}
