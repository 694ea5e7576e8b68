using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>
/// Products of rows of blocks of 32. Kernels are compiled in full before their first run: a model's first token is not to wait.
/// </summary>
internal static unsafe class ShortDot<TCodes, T>
    where TCodes : struct, IShortCodes
    where T : struct, IRegister<T>
{
    /// <summary>Each row of x with one row of W, or two.</summary>
    /// <param name="row">a row of W</param>
    /// <param name="next">the other row; <paramref name="row"/> again where there is none</param>
    /// <param name="x">what they are multiplied with</param>
    /// <param name="first">the first row of x</param>
    /// <param name="count">rows of x</param>
    /// <param name="products">[count, 2]</param>
    public static void Rows(byte* row, byte* next, in InputRows x, int first, int count, float* products)
    {
        var i = 0;
        for (; i + 4 <= count; i += 4) Four(row, next, x, first + i, products + 2 * i);
        for (; i < count; i++) One(row, next, x, first + i, products + 2 * i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(byte* row, byte* next, in InputRows x, int at, float* products)
    {
        var codes = x.Codes + (long)at * x.Columns;
        var scales = x.Scales + (long)at * x.Blocks;
        var corrections = (float*)x.Sums + (long)at * x.Blocks;
        T sums = default, low = default;    // apart, so that neither waits for the other
        for (var block = 0; block < x.Blocks; block++)
        {
            Scaled(row, next, out var scale, out var minimum);
            sums = Add(sums, TCodes.Read<T>(row, next), codes, scale, scales[block]);
            if (!TCodes.Signed) low = T.MultiplyAdd(low, minimum, corrections[block]);
            row += TCodes.Bytes;
            next += TCodes.Bytes;
            codes += 32;
        }
        Total(sums, low, products);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(byte* row, byte* next, in InputRows x, int at, float* products)
    {
        long columns = x.Columns, blocks = x.Blocks;
        var codes = x.Codes + at * columns;
        var scales = x.Scales + at * blocks;
        var corrections = (float*)x.Sums + at * blocks;
        T a = default, b = default, c = default, d = default;
        T lowA = default, lowB = default, lowC = default, lowD = default;
        for (var block = 0; block < blocks; block++)
        {
            Scaled(row, next, out var scale, out var minimum);
            var read = TCodes.Read<T>(row, next);
            a = Add(a, read, codes, scale, scales[block]);
            b = Add(b, read, codes + columns, scale, scales[block + blocks]);
            c = Add(c, read, codes + 2 * columns, scale, scales[block + 2 * blocks]);
            d = Add(d, read, codes + 3 * columns, scale, scales[block + 3 * blocks]);
            if (!TCodes.Signed)
            {
                lowA = T.MultiplyAdd(lowA, minimum, corrections[block]);
                lowB = T.MultiplyAdd(lowB, minimum, corrections[block + blocks]);
                lowC = T.MultiplyAdd(lowC, minimum, corrections[block + 2 * blocks]);
                lowD = T.MultiplyAdd(lowD, minimum, corrections[block + 3 * blocks]);
            }
            row += TCodes.Bytes;
            next += TCodes.Bytes;
            codes += 32;
        }
        Total(a, lowA, products);
        Total(b, lowB, products + 2);
        Total(c, lowC, products + 4);
        Total(d, lowD, products + 6);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scaled(byte* row, byte* next, out T scale, out T minimum)
    {
        var first = TCodes.Scale(row);
        var second = T.Rows == 1 ? first : TCodes.Scale(next);
        scale = T.OfFloats(first, second);
        minimum = TCodes.Signed ? default : T.OfFloats(TCodes.Minimum(row, first), T.Rows == 1 ? 0 : TCodes.Minimum(next, second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Add(T sums, T read, sbyte* codes, T scale, float xScale)
    {
        var x = T.Spread(codes);
        var pairs = TCodes.Signed ? T.SignedPairs(read, x) : T.Pairs(read, x);
        return T.MultiplyAdd(sums, T.Multiply(scale, xScale), T.Sums(pairs, T.OfShorts(1)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Total(T sums, T low, float* products) => T.Total(T.MultiplyAdd(sums, low, 1), products, products + 1);
}
