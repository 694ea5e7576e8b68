using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>
/// Rows of x, rounded to 8 bits in blocks: x ≈ scale · code, codes from −127 to 127, scale the greatest magnitude of the
/// block over 127. In blocks of 32 the scale is rounded to half precision, in blocks of 256 it is not: what llama.cpp makes of
/// activations, so that a file gives the same here and there.
/// </summary>
internal unsafe struct InputRows
{
    /// <summary>Lanes that share the sum of a block of 32, or of half a register.</summary>
    private const float SumLanes = 8;

    private readonly int blockLength;

    private InputRows(int blockLength, int columns, int rows, byte* memory)
    {
        (this.blockLength, Columns, Blocks) = (blockLength, columns, columns / blockLength);
        Codes = (sbyte*)memory;
        Scales = (float*)(memory + (long)rows * columns);
        Sums = (byte*)(Scales + (long)rows * Blocks);
    }

    /// <summary>Columns of a row.</summary>
    public int Columns { get; }

    /// <summary>Blocks of a row.</summary>
    public int Blocks { get; }

    /// <summary>[rows, columns].</summary>
    public sbyte* Codes { get; }

    /// <summary>[rows, blocks].</summary>
    public float* Scales { get; }

    /// <summary>
    /// What minimums are multiplied by. Blocks of 32: an eighth of scale · Σ codes, float32, [rows, blocks]. Blocks of 256: Σ codes of each
    /// 16, int16, those of the even sixteens before the odd, [rows, blocks, 16].
    /// </summary>
    public byte* Sums { get; }

    /// <summary>Bytes of <see cref="Sums"/> in a row.</summary>
    public int SumBytes => Blocks * (blockLength == 32 ? sizeof(float) : 16 * sizeof(short));

    /// <summary>Bytes that rounded rows take.</summary>
    public static long Bytes(int blockLength, int columns, int rows) =>
        rows * (columns + (long)(columns / blockLength) * (blockLength == 32 ? 8 : 36));

    /// <param name="blockLength">32 or 256</param>
    /// <param name="columns">a multiple of it</param>
    /// <param name="x">[rows, columns]</param>
    /// <param name="rows">how many rows</param>
    /// <param name="memory"><see cref="Bytes"/>, aligned to floats</param>
    public static InputRows Of(int blockLength, int columns, float* x, int rows, byte* memory)
    {
        var rounded = new InputRows(blockLength, columns, rows, memory);
        for (long block = 0; block < (long)rows * rounded.Blocks; block++)
        {
            var codes = rounded.Codes + block * blockLength;
            var scale = Round(x + block * blockLength, blockLength, codes);
            if (blockLength == 32)
            {
                rounded.Scales[block] = scale = (float)(Half)scale;
                ((float*)rounded.Sums)[block] = scale * (Sum(codes) + Sum(codes + 16)) / SumLanes;
                continue;
            }
            rounded.Scales[block] = scale;
            var sums = (short*)rounded.Sums + block * 16;
            for (var part = 0; part < 16; part++) sums[part / 2 + part % 2 * 8] = Sum(codes + part * 16);
        }
        return rounded;
    }

    /// <returns>the scale; not a number where x is none</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static float Round(float* x, int count, sbyte* codes)
    {
        var greatest = Vector256<float>.Zero;
        for (var i = 0; i < count; i += 8) greatest = Vector256.Max(greatest, Vector256.Abs(Vector256.Load(x + i)));
        var half = Vector128.Max(greatest.GetLower(), greatest.GetUpper());
        var amount = Math.Max(Math.Max(half[0], half[1]), Math.Max(half[2], half[3]));
        var factor = Vector256.Create(amount == 0 ? 0 : 127 / amount);
        for (var i = 0; i < count; i += 32)
        {
            var first = Vector256.Narrow(Whole(x + i, factor), Whole(x + i + 8, factor));
            var second = Vector256.Narrow(Whole(x + i + 16, factor), Whole(x + i + 24, factor));
            Vector256.Narrow(first, second).Store(codes + i);
        }
        return amount / 127;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Whole(float* x, Vector256<float> factor) =>
        Vector256.ConvertToInt32(Vector256.Round(Vector256.Load(x) * factor));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static short Sum(sbyte* codes)
    {
        var (lower, upper) = Vector128.Widen(Vector128.Load(codes));
        return Vector128.Sum(lower + upper);
    }
}
