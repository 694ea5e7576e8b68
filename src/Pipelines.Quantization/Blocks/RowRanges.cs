namespace Pipelines.Quantization;

/// <summary>Encodes ranges of rows side by side. Rows do not depend on each other, nor do bytes on how they are shared out.</summary>
internal static class RowRanges
{
    /// <summary>Values that are worth a task of their own: some milliseconds of a search.</summary>
    private const int Share = 1 << 17;

    public static unsafe void Encode(
        BlockFormat format,
        ReadOnlySpan<float> values,
        int columns,
        Span<byte> blocks,
        ReadOnlySpan<float> importance,
        int lanes,
        int threads)
    {
        var rows = values.Length / columns;
        var rowsEach = Math.Max(1, Share / columns);
        var ranges = (rows + rowsEach - 1) / rowsEach;
        if (ranges <= 1 || threads <= 1)
        {
            format.Encode(values, columns, blocks, importance, lanes);
            return;
        }

        var (length, byteCount, weights) = (values.Length, blocks.Length, importance.Length);
        var rowBytes = blocks.Length / rows;
        fixed (float* first = values, firstWeight = importance)
        fixed (byte* firstByte = blocks)
        {
            // A lambda takes no pointers that are fixed; they are good until the loop has ended.
            var (x, w, b) = ((nint)first, (nint)firstWeight, (nint)firstByte);
            Parallel.For(0, ranges, new ParallelOptions { MaxDegreeOfParallelism = threads }, range =>
            {
                var from = range * rowsEach;
                var count = Math.Min(rowsEach, rows - from);
                format.Encode(
                    new ReadOnlySpan<float>((void*)x, length).Slice(from * columns, count * columns),
                    columns,
                    new Span<byte>((void*)b, byteCount).Slice(from * rowBytes, count * rowBytes),
                    new ReadOnlySpan<float>((void*)w, weights),
                    lanes);
            });
        }
    }
}
