using System.Runtime.InteropServices;

namespace Pipelines.Quantization;

/// <summary>
/// Rows that are multiplied with several matrices, and rounded once for all of those that round them alike. Its memory grows to the most
/// rows that it held.
/// </summary>
internal sealed unsafe class ProductInput : IDisposable
{
    /// <summary>Rows that are worth the while of another core to round.</summary>
    private const int RowsOfShare = 8;

    private readonly Rounding small = new(32), large = new(256);
    private readonly Action<int> roundSmall, roundLarge;
    private float* x;

    public ProductInput()
    {
        roundSmall = share => Round(small, share);
        roundLarge = share => Round(large, share);
    }

    /// <summary>How many rows there are.</summary>
    public int Rows { get; private set; }

    /// <summary>Columns of a row.</summary>
    public int Columns { get; private set; }

    /// <summary>A row as it is: [columns].</summary>
    public float* Row(int row) => x + (long)row * Columns;

    /// <summary>Takes other rows.</summary>
    /// <param name="x">[rows, columns]; they stay as they are until their last product</param>
    /// <param name="rows">how many rows</param>
    /// <param name="columns">columns of a row</param>
    public void Set(float* x, int rows, int columns)
    {
        this.x = x;
        (Rows, Columns) = (rows, columns);
        small.Done = large.Done = false;
    }

    /// <summary>Rounds the rows unless they are.</summary>
    /// <param name="blockLength">see <see cref="ProductMatrix.BlockLength"/></param>
    /// <param name="crew">shares the work</param>
    public void Round(int blockLength, Crew crew)
    {
        if (blockLength == 1) return;
        var rounding = Of(blockLength);
        if (rounding.Done) return;
        rounding.Make(Rows, Columns);
        crew.Do((Rows + RowsOfShare - 1) / RowsOfShare, blockLength == 32 ? roundSmall : roundLarge);
        rounding.Done = true;
    }

    /// <summary>The rows, after <see cref="Round(int, Crew)"/>.</summary>
    public RoundedRows Rounded(int blockLength) => Of(blockLength).Rows;

    public void Dispose()
    {
        small.Dispose();
        large.Dispose();
    }

    private Rounding Of(int blockLength) => blockLength == 32 ? small : large;

    private void Round(Rounding rounding, int share)
    {
        for (var row = share * RowsOfShare; row < Math.Min(Rows, (share + 1) * RowsOfShare); row++)
            rounding.Rows.Round(row, x + (long)row * Columns);
    }

    /// <summary>The rows rounded in blocks of one length.</summary>
    private sealed class Rounding(int blockLength) : IDisposable
    {
        private byte* memory;
        private long bytes;

        ~Rounding() => NativeMemory.AlignedFree(memory);

        public bool Done { get; set; }

        public RoundedRows Rows { get; private set; }

        public void Make(int rows, int columns)
        {
            var needed = RoundedRows.Bytes(blockLength, columns, rows);
            if (needed > bytes)
            {
                NativeMemory.AlignedFree(memory);
                memory = (byte*)NativeMemory.AlignedAlloc((nuint)needed, 64);
                bytes = needed;
            }
            Rows = new(blockLength, columns, rows, memory);
        }

        public void Dispose()
        {
            NativeMemory.AlignedFree(memory);
            memory = null;
            bytes = 0;
            GC.SuppressFinalize(this);
        }
    }
}
