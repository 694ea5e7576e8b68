using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>
/// Products of four rows of numbers. The lanes of a register sum every sixteenth column, one after the other, whatever rows are beside.
/// </summary>
internal static unsafe class FloatRows<TCodes, T>
    where TCodes : struct, IFloatCodes
    where T : struct, ISixteen<T>
{
    /// <summary>Four rows of W and some rows of x.</summary>
    /// <param name="w">where the rows of W lie: [4]</param>
    /// <param name="x">[count, columns]</param>
    /// <param name="columns">columns of both</param>
    /// <param name="count">rows of x</param>
    /// <param name="products">[count, 4]</param>
    public static void Multiply(byte** w, float* x, nint columns, int count, float* products)
    {
        var i = 0;
        for (; i + 4 <= count; i += 4) Four(w, x + i * columns, columns, products + 4 * i);
        for (; i < count; i++) One(w, x + i * columns, columns, products + 4 * i);
    }

    /// <summary>One row of W after the other: memory gives one stream faster than four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(byte** w, float* x, nint columns, float* products)
    {
        for (var row = 0; row < 4; row++)
        {
            var from = w[row];
            T sums = default;
            nint column = 0;
            for (; column + 16 <= columns; column += 16)
            {
                var at = from + column * TCodes.Bytes;
                Ahead.Ask(at, 16 * TCodes.Bytes);
                sums = T.MultiplyAdd(sums, T.Load<TCodes>(at), T.Load<FloatCodes.F32>((byte*)(x + column)));
            }
            products[row] = T.Total(sums);
            for (; column < columns; column++) products[row] += TCodes.One(from + column * TCodes.Bytes) * x[column];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(byte** w, float* x, nint columns, float* products)
    {
        byte* first = w[0], second = w[1], third = w[2], fourth = w[3];
        float* xb = x + columns, xc = xb + columns, xd = xc + columns;
        T a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        T c0 = default, c1 = default, c2 = default, c3 = default, d0 = default, d1 = default, d2 = default, d3 = default;
        nint column = 0;
        for (; column + 16 <= columns; column += 16)
        {
            var at = column * TCodes.Bytes;
            var w0 = T.Load<TCodes>(first + at);
            var w1 = T.Load<TCodes>(second + at);
            var w2 = T.Load<TCodes>(third + at);
            var w3 = T.Load<TCodes>(fourth + at);
            var lanes = T.Load<FloatCodes.F32>((byte*)(x + column));
            a0 = T.MultiplyAdd(a0, w0, lanes);
            a1 = T.MultiplyAdd(a1, w1, lanes);
            a2 = T.MultiplyAdd(a2, w2, lanes);
            a3 = T.MultiplyAdd(a3, w3, lanes);
            lanes = T.Load<FloatCodes.F32>((byte*)(xb + column));
            b0 = T.MultiplyAdd(b0, w0, lanes);
            b1 = T.MultiplyAdd(b1, w1, lanes);
            b2 = T.MultiplyAdd(b2, w2, lanes);
            b3 = T.MultiplyAdd(b3, w3, lanes);
            lanes = T.Load<FloatCodes.F32>((byte*)(xc + column));
            c0 = T.MultiplyAdd(c0, w0, lanes);
            c1 = T.MultiplyAdd(c1, w1, lanes);
            c2 = T.MultiplyAdd(c2, w2, lanes);
            c3 = T.MultiplyAdd(c3, w3, lanes);
            lanes = T.Load<FloatCodes.F32>((byte*)(xd + column));
            d0 = T.MultiplyAdd(d0, w0, lanes);
            d1 = T.MultiplyAdd(d1, w1, lanes);
            d2 = T.MultiplyAdd(d2, w2, lanes);
            d3 = T.MultiplyAdd(d3, w3, lanes);
        }
        Total(w, x, column, columns, a0, a1, a2, a3, products);
        Total(w, xb, column, columns, b0, b1, b2, b3, products + 4);
        Total(w, xc, column, columns, c0, c1, c2, c3, products + 8);
        Total(w, xd, column, columns, d0, d1, d2, d3, products + 12);
    }

    /// <summary>The products of a row of x, with the columns that fill no register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Total(byte** w, float* x, nint column, nint columns, T a, T b, T c, T d, float* products)
    {
        products[0] = T.Total(a);
        products[1] = T.Total(b);
        products[2] = T.Total(c);
        products[3] = T.Total(d);
        for (; column < columns; column++)
            for (var row = 0; row < 4; row++) products[row] += TCodes.One(w[row] + column * TCodes.Bytes) * x[column];
    }
}
