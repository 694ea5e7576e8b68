using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>
/// Products with one page: four queries at a time where there are so many, which read it once. Each number is summed in the same order,
/// however many there are beside it.
/// </summary>
internal static unsafe class PageProducts
{
    /// <summary>Products of queries with sixteen keys.</summary>
    /// <param name="queries">[rows] of [channels]</param>
    /// <param name="rows">how many queries</param>
    /// <param name="keys">[channels, <paramref name="stride"/>], of which the first sixteen columns are read</param>
    /// <param name="channels">of a key</param>
    /// <param name="stride">numbers from a channel to the next</param>
    /// <param name="products">[rows, <paramref name="apart"/>], of which the first sixteen columns are written</param>
    /// <param name="apart">numbers from a query's products to the next one's</param>
    public static void Score(float** queries, int rows, float* keys, int channels, int stride, float* products, int apart)
    {
        var row = 0;
        for (; row + 4 <= rows; row += 4) ScoreFour(queries + row, keys, channels, stride, products + (long)row * apart, apart);
        for (; row < rows; row++) ScoreOne(queries[row], keys, channels, stride, products + (long)row * apart);
    }

    /// <summary>Adds values, each by its weight.</summary>
    /// <param name="weights">[rows, <paramref name="apart"/>], of which the first columns are read, one for each token</param>
    /// <param name="apart">numbers from a query's weights to the next one's</param>
    /// <param name="rows">how many queries</param>
    /// <param name="values">[tokens, width]</param>
    /// <param name="tokens">how many values</param>
    /// <param name="width">of a value, a multiple of sixteen</param>
    /// <param name="sums">[rows, width]</param>
    public static void Gather(float* weights, int apart, int rows, float* values, int tokens, int width, float* sums)
    {
        var row = 0;
        for (; row + 4 <= rows; row += 4)
        {
            for (var channel = 0; channel < width; channel += Lanes.Count)
                GatherFour(weights + (long)row * apart, apart, values + channel, tokens, width, sums + (long)row * width + channel);
        }
        for (; row < rows; row++)
        {
            for (var channel = 0; channel < width; channel += Lanes.Count)
                GatherOne(weights + (long)row * apart, values + channel, tokens, width, sums + (long)row * width + channel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScoreOne(float* query, float* keys, int channels, int stride, float* products)
    {
        var sum = Vector512<float>.Zero;
        for (var channel = 0; channel < channels; channel++, keys += stride)
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(query[channel]), Vector512.Load(keys), sum);
        sum.Store(products);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScoreFour(float** queries, float* keys, int channels, int stride, float* products, int apart)
    {
        Vector512<float> a = default, b = default, c = default, d = default;
        float* first = queries[0], second = queries[1], third = queries[2], fourth = queries[3];
        for (var channel = 0; channel < channels; channel++, keys += stride)
        {
            var read = Vector512.Load(keys);
            a = Vector512.FusedMultiplyAdd(Vector512.Create(first[channel]), read, a);
            b = Vector512.FusedMultiplyAdd(Vector512.Create(second[channel]), read, b);
            c = Vector512.FusedMultiplyAdd(Vector512.Create(third[channel]), read, c);
            d = Vector512.FusedMultiplyAdd(Vector512.Create(fourth[channel]), read, d);
        }
        a.Store(products);
        b.Store(products + apart);
        c.Store(products + 2 * apart);
        d.Store(products + 3 * apart);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GatherOne(float* weights, float* values, int tokens, int width, float* sums)
    {
        var sum = Vector512.Load(sums);
        for (var token = 0; token < tokens; token++, values += width)
            sum = Vector512.FusedMultiplyAdd(Vector512.Create(weights[token]), Vector512.Load(values), sum);
        sum.Store(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void GatherFour(float* weights, int apart, float* values, int tokens, int width, float* sums)
    {
        Vector512<float> a = Vector512.Load(sums), b = Vector512.Load(sums + width);
        Vector512<float> c = Vector512.Load(sums + 2 * width), d = Vector512.Load(sums + 3 * width);
        float* second = weights + apart, third = second + apart, fourth = third + apart;
        for (var token = 0; token < tokens; token++, values += width)
        {
            var read = Vector512.Load(values);
            a = Vector512.FusedMultiplyAdd(Vector512.Create(weights[token]), read, a);
            b = Vector512.FusedMultiplyAdd(Vector512.Create(second[token]), read, b);
            c = Vector512.FusedMultiplyAdd(Vector512.Create(third[token]), read, c);
            d = Vector512.FusedMultiplyAdd(Vector512.Create(fourth[token]), read, d);
        }
        a.Store(sums);
        b.Store(sums + width);
        c.Store(sums + 2 * width);
        d.Store(sums + 3 * width);
    }
}
