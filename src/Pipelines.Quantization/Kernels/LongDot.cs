using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>
/// Products of rows of blocks of 256. Kernels are compiled in full before their first run: a model's first token is not to wait.
/// </summary>
internal static unsafe class LongDot<TCodes, T>
    where TCodes : struct, ILongCodes
    where T : struct, IRegister<T>
{
    /// <inheritdoc cref="ShortDot{TCodes, T}.Rows"/>
    public static void Rows(byte* row, byte* next, in InputRows x, int first, int count, float* products)
    {
        var i = 0;
        for (; i + 4 <= count; i += 4) Several<FourSums<T>>(row, next, x, first + i, products + 2 * i);
        for (; i < count; i++) Several<OneSum<T>>(row, next, x, first + i, products + 2 * i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Several<TSums>(byte* row, byte* next, in InputRows x, int at, float* products)
        where TSums : struct, ILongSums<TSums, T>
    {
        var sums = TSums.Of(x, at);
        for (var block = 0; block < x.Blocks; block++)
        {
            var (scale, minimum) = TCodes.Steps(row);
            var (nextScale, nextMinimum) = T.Rows == 1 ? (0, 0) : TCodes.Steps(next);
            var minimums = T.Widen(TCodes.Minimums(row), T.Rows == 1 ? default : TCodes.Minimums(next));
            sums.Begin(T.Widen(TCodes.Scales(row), T.Rows == 1 ? default : TCodes.Scales(next)));
            TCodes.Read<T, TSums>(row, next, ref sums);
            sums.End(T.OfFloats(scale, nextScale), T.OfFloats(-minimum, -nextMinimum), minimums);
            row += TCodes.Bytes;
            next += TCodes.Bytes;
        }
        sums.Total(products);
    }
}
