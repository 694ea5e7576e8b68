using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Quantization;

/// <summary>
/// Asks memory for what comes soon. With one row of x there are few instructions for a byte, and yet too many for the processor to see the
/// next bytes coming by itself.
/// </summary>
internal static unsafe class Ahead
{
    /// <summary>Bytes from what is read to what is asked for: those that memory gives in the time that it takes to answer.</summary>
    private const int Distance = 4096;

    /// <summary>Asks for as many bytes as are read now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Ask(byte* read, int bytes)
    {
        if (!Sse.IsSupported) return;
        for (var at = 0; at < bytes; at += 64) Sse.Prefetch0(read + Distance + at);
    }
}
