using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>
/// Sums of values, each by its weight, sixteen channels in a register: two of them for four queries together, so that sums enough take
/// turns. Each is summed token after token, whatever stands beside it.
/// </summary>
internal static unsafe class ValueSums
{
    private const int Two = 2 * Lanes.Count;

    /// <summary>Adds to sums.</summary>
    /// <param name="weights">[rows, <paramref name="apart"/>], of which the first columns are read, one for each token</param>
    /// <param name="apart">numbers from a query's weights to the next one's</param>
    /// <param name="rows">how many queries, a multiple of four</param>
    /// <param name="values">[tokens, width]</param>
    /// <param name="tokens">how many values</param>
    /// <param name="width">of a value, a multiple of sixteen</param>
    /// <param name="sums">[rows, width]</param>
    /// <param name="next">what will be read next, as much again</param>
    public static void Add(float* weights, nint apart, int rows, float* values, int tokens, nint width, float* sums, float* next)
    {
        var ahead = (nint)next - (nint)values;
        for (var row = 0; row < rows; row += 4, weights += 4 * apart, sums += 4 * width)
        {
            nint channel = 0;
            for (; channel + Two <= width; channel += Two)
                FourByTwo(weights, apart, values + channel, tokens, width, sums + channel, ahead);
            if (channel < width) FourByOne(weights, apart, values + channel, tokens, width, sums + channel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByTwo(float* weights, nint apart, float* values, int tokens, nint width, float* sums, nint ahead)
    {
        float* second = sums + width, third = second + width, fourth = third + width;
        Vector512<float> a = Vector512.Load(sums), e = Vector512.Load(sums + Lanes.Count);
        Vector512<float> b = Vector512.Load(second), f = Vector512.Load(second + Lanes.Count);
        Vector512<float> c = Vector512.Load(third), g = Vector512.Load(third + Lanes.Count);
        Vector512<float> d = Vector512.Load(fourth), h = Vector512.Load(fourth + Lanes.Count);
        for (var token = 0; token < tokens; token++, values += width, weights++)
        {
            Prefetch.Line((byte*)values + ahead);
            Prefetch.Line((byte*)(values + Lanes.Count) + ahead);
            var (left, right) = (Vector512.Load(values), Vector512.Load(values + Lanes.Count));
            var weight = Vector512.Create(*weights);
            a = Vector512.FusedMultiplyAdd(weight, left, a);
            e = Vector512.FusedMultiplyAdd(weight, right, e);
            weight = Vector512.Create(weights[apart]);
            b = Vector512.FusedMultiplyAdd(weight, left, b);
            f = Vector512.FusedMultiplyAdd(weight, right, f);
            weight = Vector512.Create(weights[2 * apart]);
            c = Vector512.FusedMultiplyAdd(weight, left, c);
            g = Vector512.FusedMultiplyAdd(weight, right, g);
            weight = Vector512.Create(weights[3 * apart]);
            d = Vector512.FusedMultiplyAdd(weight, left, d);
            h = Vector512.FusedMultiplyAdd(weight, right, h);
        }
        Store(sums, a, e);
        Store(second, b, f);
        Store(third, c, g);
        Store(fourth, d, h);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByOne(float* weights, nint apart, float* values, int tokens, nint width, float* sums)
    {
        Vector512<float> a = Vector512.Load(sums), b = Vector512.Load(sums + width);
        Vector512<float> c = Vector512.Load(sums + 2 * width), d = Vector512.Load(sums + 3 * width);
        for (var token = 0; token < tokens; token++, values += width, weights++)
        {
            var read = Vector512.Load(values);
            a = Vector512.FusedMultiplyAdd(Vector512.Create(*weights), read, a);
            b = Vector512.FusedMultiplyAdd(Vector512.Create(weights[apart]), read, b);
            c = Vector512.FusedMultiplyAdd(Vector512.Create(weights[2 * apart]), read, c);
            d = Vector512.FusedMultiplyAdd(Vector512.Create(weights[3 * apart]), read, d);
        }
        a.Store(sums);
        b.Store(sums + width);
        c.Store(sums + 2 * width);
        d.Store(sums + 3 * width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* sums, Vector512<float> first, Vector512<float> second)
    {
        first.Store(sums);
        second.Store(sums + Lanes.Count);
    }
}
