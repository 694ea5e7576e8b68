namespace Pipelines.Quantization;

/// <summary>x · Wᵀ of some rows of x and a matrix in blocks.</summary>
internal static unsafe class BlockProduct
{
    /// <param name="weight">what the blocks are of</param>
    /// <param name="blocks">[rows, row bytes]</param>
    /// <param name="places">the column of y that each row gives; its own when null</param>
    /// <param name="x">[count, columns]</param>
    /// <param name="count">rows of x</param>
    /// <param name="y">[count, rows], written whole</param>
    public static void Compute(BlockWeight weight, byte* blocks, int[]? places, float* x, int count, float* y)
    {
        var values = new float[weight.Columns];
        for (long row = 0; row < weight.Rows; row++)
        {
            weight.Format.Dequantize(new ReadOnlySpan<byte>(blocks + row * weight.RowBytes, (int)weight.RowBytes), values);
            for (var i = 0; i < count; i++)
            {
                var sum = 0f;
                for (var column = 0; column < values.Length; column++) sum += values[column] * x[i * weight.Columns + column];
                y[i * weight.Rows + (places?[row] ?? row)] = sum;
            }
        }
    }
}
