using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Cpu;

/// <summary>Asks for memory before it is read: pages lie anywhere, so that the processor does not guess what follows one.</summary>
internal static unsafe class Prefetch
{
    /// <summary>Asks for a line of the cache; changes nothing but the time that reading it takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(void* address)
    {
        if (Sse.IsSupported) Sse.Prefetch0(address);
    }
}
