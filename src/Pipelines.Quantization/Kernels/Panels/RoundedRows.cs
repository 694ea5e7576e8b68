using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>
/// Rows of x as panels take them: rounded as <see cref="InputRows"/> are, with what offsets of codes are multiplied by.
/// </summary>
internal unsafe struct RoundedRows
{
    private readonly int blockLength;

    /// <param name="blockLength">32 or 256</param>
    /// <param name="columns">a multiple of it</param>
    /// <param name="rows">how many rows</param>
    /// <param name="memory"><see cref="Bytes"/>, aligned to registers; filled by <see cref="Round"/></param>
    public RoundedRows(int blockLength, int columns, int rows, byte* memory)
    {
        (this.blockLength, Columns, Blocks) = (blockLength, columns, columns / blockLength);
        var cells = (long)rows * columns;
        Codes = (sbyte*)memory;
        HalfSums = (int*)(memory + cells);
        Sums = HalfSums + cells / 16;
        Scales = (float*)(Sums + cells / 32);
    }

    /// <summary>Columns of a row.</summary>
    public int Columns { get; }

    /// <summary>Blocks of a row.</summary>
    public int Blocks { get; }

    /// <summary>[rows, columns].</summary>
    public sbyte* Codes { get; }

    /// <summary>[rows, blocks].</summary>
    public float* Scales { get; }

    /// <summary>−Σ codes of each 32, [rows, columns / 32].</summary>
    public int* Sums { get; }

    /// <summary>−Σ codes of each 16, [rows, columns / 16].</summary>
    public int* HalfSums { get; }

    /// <summary>Bytes that they take.</summary>
    public static long Bytes(int blockLength, int columns, int rows) =>
        (long)rows * (columns + columns / 16 * 4 + columns / 32 * 4 + columns / blockLength * 4);

    /// <summary>Fills a row.</summary>
    /// <param name="row">which</param>
    /// <param name="x">[columns]</param>
    public readonly void Round(int row, float* x)
    {
        var codes = Codes + (long)row * Columns;
        for (var block = 0; block < Blocks; block++)
        {
            var scale = InputRows.Round(x + block * blockLength, blockLength, codes + block * blockLength);
            Scales[(long)row * Blocks + block] = blockLength == 32 ? (float)(Half)scale : scale;
        }
        var sums = Sums + (long)row * (Columns / 32);
        var halves = HalfSums + (long)row * (Columns / 16);
        for (var part = 0; part < Columns / 16; part++) halves[part] = -InputRows.Sum(codes + 16 * part);
        for (var part = 0; part < Columns / 32; part++) sums[part] = halves[2 * part] + halves[2 * part + 1];
    }
}
