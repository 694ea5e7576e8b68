using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>
/// Sixteen numbers at a time, in one register or, where there is none so wide, in several: every result is the same bits on every
/// processor, since each lane goes its own way and sums have one order.
/// </summary>
internal static unsafe class Lanes
{
    /// <summary>How many.</summary>
    public const int Count = 16;

    /// <summary>The first <paramref name="count"/> of sixteen, or all; zeros behind them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* from, int count) => count == Count ? Vector512.Load(from) : LoadSome(from, count);

    /// <summary>Writes the first <paramref name="count"/> of sixteen, or all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> lanes, float* to, int count)
    {
        if (count == Count) lanes.Store(to);
        else StoreSome(lanes, to, count);
    }

    /// <summary>The sum of all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> lanes)
    {
        var eight = lanes.GetLower() + lanes.GetUpper();
        var four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    /// <summary>The greatest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector512<float> lanes)
    {
        var eight = Vector256.Max(lanes.GetLower(), lanes.GetUpper());
        var four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        return Math.Max(Math.Max(four[0], four[1]), Math.Max(four[2], four[3]));
    }

    private static Vector512<float> LoadSome(float* from, int count)
    {
        var lanes = Vector512<float>.Zero;
        Unsafe.CopyBlockUnaligned(&lanes, from, (uint)(count * sizeof(float)));
        return lanes;
    }

    private static void StoreSome(Vector512<float> lanes, float* to, int count) =>
        Unsafe.CopyBlockUnaligned(to, &lanes, (uint)(count * sizeof(float)));
}
