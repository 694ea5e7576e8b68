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

    /// <summary>The first <paramref name="count"/> of sixteen; zeros behind them.</summary>
    public static Vector512<float> Load(float* from, int count)
    {
        var lanes = Vector512<float>.Zero;
        Unsafe.CopyBlockUnaligned(&lanes, from, (uint)(count * sizeof(float)));
        return lanes;
    }

    /// <summary>Writes the first <paramref name="count"/> of sixteen.</summary>
    public static void Store(Vector512<float> lanes, float* to, int count) =>
        Unsafe.CopyBlockUnaligned(to, &lanes, (uint)(count * sizeof(float)));

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

    /// <summary>Σ a · b, in four sums of sixteen that take turns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Dot(float* a, float* b, int count)
    {
        Vector512<float> first = default, second = default, third = default, fourth = default;
        var i = 0;
        for (; i + 4 * Count <= count; i += 4 * Count)
        {
            first = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), first);
            second = Vector512.FusedMultiplyAdd(Vector512.Load(a + i + Count), Vector512.Load(b + i + Count), second);
            third = Vector512.FusedMultiplyAdd(Vector512.Load(a + i + 2 * Count), Vector512.Load(b + i + 2 * Count), third);
            fourth = Vector512.FusedMultiplyAdd(Vector512.Load(a + i + 3 * Count), Vector512.Load(b + i + 3 * Count), fourth);
        }
        for (; i + Count <= count; i += Count)
            first = Vector512.FusedMultiplyAdd(Vector512.Load(a + i), Vector512.Load(b + i), first);
        if (i < count) first = Vector512.FusedMultiplyAdd(Load(a + i, count - i), Load(b + i, count - i), first);
        return Sum((first + second) + (third + fourth));
    }
}
