using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>Sixteen numbers in the order in which kernels take them.</summary>
internal static class EvenOdd
{
    /// <summary>Those at even places, then those at odd ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Order(Vector128<byte> parts) =>
        Vector128.ShuffleNative(parts, Vector128.Create(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, (byte)15)).AsSByte();

    /// <summary>Eight numbers that count for two parts each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Twice(uint first, uint last) => Vector128.Create(first | (ulong)last << 32).AsSByte();
}
