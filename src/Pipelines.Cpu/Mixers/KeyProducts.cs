using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>
/// Products of queries with keys, sixteen keys in a register: four queries read two such columns together, so that sums enough take turns.
/// Each is summed channel after channel, whatever stands beside it.
/// </summary>
internal static unsafe class KeyProducts
{
    /// <param name="queries">[rows] of [channels]</param>
    /// <param name="rows">how many queries, a multiple of four</param>
    /// <param name="columns">
    /// keys, [channels, <paramref name="stride"/>] each, of which the first sixteen columns are read; behind them two more places that will
    /// be read next
    /// </param>
    /// <param name="count">how many such columns, those two not counted</param>
    /// <param name="channels">of a key</param>
    /// <param name="stride">numbers from a channel to the next</param>
    /// <param name="products">[rows, <paramref name="apart"/>]: sixteen of each column after those of the one before</param>
    /// <param name="apart">numbers from a query's products to the next one's</param>
    public static void Of(
        float** queries, int rows, float** columns, int count, int channels, nint stride, float* products, nint apart)
    {
        for (var row = 0; row < rows; row += 4, products += 4 * apart)
        {
            var i = 0;
            for (; i + 2 <= count; i += 2)
                FourByTwo(queries + row, columns + i, channels, stride, products + i * Lanes.Count, apart);
            if (i < count) FourByOne(queries + row, columns[i], channels, stride, products + i * Lanes.Count, apart);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByTwo(float** queries, float** columns, int channels, nint stride, float* products, nint apart)
    {
        float* k = columns[0], l = columns[1];
        nint ahead = (nint)columns[2] - (nint)k, aheadOfSecond = (nint)columns[3] - (nint)l;
        Vector512<float> ka = default, kb = default, kc = default, kd = default, la = default, lb = default, lc = default, ld = default;
        float* a = queries[0], b = queries[1], c = queries[2], d = queries[3];
        for (nint channel = 0; channel < channels; channel++, k += stride, l += stride)
        {
            Prefetch.Line((byte*)k + ahead);
            Prefetch.Line((byte*)l + aheadOfSecond);
            var (first, second) = (Vector512.Load(k), Vector512.Load(l));
            var query = Vector512.Create(a[channel]);
            ka = Vector512.FusedMultiplyAdd(query, first, ka);
            la = Vector512.FusedMultiplyAdd(query, second, la);
            query = Vector512.Create(b[channel]);
            kb = Vector512.FusedMultiplyAdd(query, first, kb);
            lb = Vector512.FusedMultiplyAdd(query, second, lb);
            query = Vector512.Create(c[channel]);
            kc = Vector512.FusedMultiplyAdd(query, first, kc);
            lc = Vector512.FusedMultiplyAdd(query, second, lc);
            query = Vector512.Create(d[channel]);
            kd = Vector512.FusedMultiplyAdd(query, first, kd);
            ld = Vector512.FusedMultiplyAdd(query, second, ld);
        }
        Store(products, ka, la);
        Store(products + apart, kb, lb);
        Store(products + 2 * apart, kc, lc);
        Store(products + 3 * apart, kd, ld);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByOne(float** queries, float* k, int channels, nint stride, float* products, nint apart)
    {
        Vector512<float> ka = default, kb = default, kc = default, kd = default;
        float* a = queries[0], b = queries[1], c = queries[2], d = queries[3];
        for (nint channel = 0; channel < channels; channel++, k += stride)
        {
            var keys = Vector512.Load(k);
            ka = Vector512.FusedMultiplyAdd(Vector512.Create(a[channel]), keys, ka);
            kb = Vector512.FusedMultiplyAdd(Vector512.Create(b[channel]), keys, kb);
            kc = Vector512.FusedMultiplyAdd(Vector512.Create(c[channel]), keys, kc);
            kd = Vector512.FusedMultiplyAdd(Vector512.Create(d[channel]), keys, kd);
        }
        ka.Store(products);
        kb.Store(products + apart);
        kc.Store(products + 2 * apart);
        kd.Store(products + 3 * apart);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* products, Vector512<float> first, Vector512<float> second)
    {
        first.Store(products);
        second.Store(products + Lanes.Count);
    }
}
