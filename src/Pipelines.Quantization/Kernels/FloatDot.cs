using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>Products of a row of numbers that stand by themselves, with x as it is.</summary>
internal static unsafe class FloatDot<TCodes>
    where TCodes : struct, IFloatCodes
{
    /// <inheritdoc cref="ShortDot{TCodes, T}.Rows"/>
    public static void Rows(byte* row, byte* next, in InputRows x, int first, int count, float* products)
    {
        var i = 0;
        for (; i + 4 <= count; i += 4) Four(row, x.Values + (long)(first + i) * x.Columns, x.Columns, products + 2 * i);
        for (; i < count; i++) products[2 * i] = One(row, x.Values + (long)(first + i) * x.Columns, x.Columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float One(byte* row, float* x, int columns)
    {
        Vector256<float> even = default, odd = default;
        var column = 0;
        for (; column + 16 <= columns; column += 16)
        {
            even = Add(even, TCodes.Eight(row + column * TCodes.Bytes), x + column);
            odd = Add(odd, TCodes.Eight(row + (column + 8) * TCodes.Bytes), x + column + 8);
        }
        return Vector256.Sum(even + odd) + Rest(row, x, column, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(byte* row, float* x, long columns, float* products)
    {
        Vector256<float> evenA = default, evenB = default, evenC = default, evenD = default;
        Vector256<float> oddA = default, oddB = default, oddC = default, oddD = default;
        var (second, third, fourth) = (columns, 2 * columns, 3 * columns);
        var column = 0;
        for (; column + 16 <= columns; column += 16)
        {
            var read = TCodes.Eight(row + column * TCodes.Bytes);
            evenA = Add(evenA, read, x + column);
            evenB = Add(evenB, read, x + column + second);
            evenC = Add(evenC, read, x + column + third);
            evenD = Add(evenD, read, x + column + fourth);
            read = TCodes.Eight(row + (column + 8) * TCodes.Bytes);
            oddA = Add(oddA, read, x + column + 8);
            oddB = Add(oddB, read, x + column + 8 + second);
            oddC = Add(oddC, read, x + column + 8 + third);
            oddD = Add(oddD, read, x + column + 8 + fourth);
        }
        products[0] = Vector256.Sum(evenA + oddA) + Rest(row, x, column, columns);
        products[2] = Vector256.Sum(evenB + oddB) + Rest(row, x + second, column, columns);
        products[4] = Vector256.Sum(evenC + oddC) + Rest(row, x + third, column, columns);
        products[6] = Vector256.Sum(evenD + oddD) + Rest(row, x + fourth, column, columns);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(Vector256<float> sums, Vector256<float> read, float* x) =>
        Vector256.MultiplyAddEstimate(read, Vector256.Load(x), sums);

    private static float Rest(byte* row, float* x, int column, long columns)
    {
        var sum = 0f;
        for (; column < columns; column++) sum += TCodes.One(row + column * TCodes.Bytes) * x[column];
        return sum;
    }
}
