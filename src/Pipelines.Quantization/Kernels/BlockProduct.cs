using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>
/// x · Wᵀ of rows of x, rounded to 8 bits, and a matrix in blocks of codes. Some rows of x at a time, so that they stay near the
/// processor while all of W goes by; W's rows are shared by the cores where there is enough to do.
/// </summary>
internal sealed unsafe class BlockProduct
{
    /// <summary>Rows of x at a time.</summary>
    private const int Tile = 32;

    /// <summary>Bytes of W, times rows of x, that are worth the while of another core: some microseconds.</summary>
    private const long Share = 1 << 16;

    [ThreadStatic]
    private static byte[]? scratch;

    private readonly delegate*<byte*, byte*, in InputRows, int, int, float*, void> kernel;
    private readonly byte* blocks;
    private readonly long rowBytes, rows;
    private readonly int[]? places;
    private readonly int columns, atOnce, blockLength;

    /// <param name="type">of the blocks</param>
    /// <param name="width">of the registers, one of <see cref="RegisterWidth.All"/></param>
    /// <param name="blocks">[rows, row bytes]</param>
    /// <param name="rows">rows of W</param>
    /// <param name="columns">columns of W</param>
    /// <param name="places">the column of the product that each row gives; its own when null</param>
    public BlockProduct(GgufType type, int width, byte* blocks, long rows, int columns, int[]? places)
    {
        this.blocks = blocks;
        (this.rows, this.columns, this.places) = (rows, columns, places);
        (rowBytes, blockLength) = (type.Bytes(columns), type.BlockLength());
        kernel = RowKernel.Of(type, width);
        atOnce = RowKernel.RowsAtOnce(width);
    }

    /// <param name="x">[count, columns]</param>
    /// <param name="count">rows of x</param>
    /// <param name="y">[count, rows], written whole</param>
    public void Compute(float* x, int count, float* y)
    {
        var tile = Math.Min(count, Tile);
        var memory = Scratch(InputRows.Bytes(blockLength, columns, tile));
        for (var at = 0; at < count; at += tile)
        {
            var some = Math.Min(tile, count - at);
            Compute(InputRows.Of(blockLength, columns, x + (long)at * columns, some, memory), some, y + at * rows);
        }
    }

    private void Compute(InputRows x, int count, float* y)
    {
        var shares = Math.Clamp(rows * rowBytes * count / Share, 1, 8L * Environment.ProcessorCount);
        var each = (rows + shares - 1) / shares;
        if (shares == 1) Range(x, count, y, 0, rows);
        else Crew.Shared.Do((int)((rows + each - 1) / each), share => Range(x, count, y, share * each, Math.Min(rows, (share + 1) * each)));
    }

    private void Range(in InputRows x, int count, float* y, long from, long to)
    {
        var products = stackalloc float[2 * Tile];
        // Of two rows at once, one goes through the first half and one through the second: the processor reads ahead of rows that
        // follow each other.
        var middle = from + (to - from + atOnce - 1) / atOnce;
        for (var row = from; row < middle; row++)
        {
            var other = middle + row - from;
            var pair = other < to;
            kernel(blocks + row * rowBytes, blocks + (pair ? other : row) * rowBytes, x, 0, count, products);
            Store(y + Place(row), products, count);
            if (pair) Store(y + Place(other), products + 1, count);
        }
    }

    private void Store(float* y, float* products, int count)
    {
        for (var i = 0; i < count; i++) y[i * rows] = products[2 * i];
    }

    private long Place(long row) => places?[row] ?? row;

    /// <summary>Memory of this thread that stays where it is, until the thread asks again.</summary>
    private static byte* Scratch(long bytes)
    {
        if (scratch is null || scratch.Length < bytes) scratch = GC.AllocateUninitializedArray<byte>(checked((int)bytes), pinned: true);
        return (byte*)Marshal.UnsafeAddrOfPinnedArrayElement(scratch, 0);
    }
}
