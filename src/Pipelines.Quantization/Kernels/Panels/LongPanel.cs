using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>Products of a panel of blocks of 256. Each row of x goes the same way whatever is beside it.</summary>
internal static unsafe class LongPanel<TDot, TCodes, TOffset, TParts>
    where TDot : struct, IDot
    where TCodes : struct, IPanelCodes
    where TOffset : struct, IPanelOffset
    where TParts : struct, IPanelParts
{
    /// <inheritdoc cref="ShortPanel{TDot, TCodes, TOffset, TScale}.Multiply"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        byte* panel, byte* codes, in RoundedRows x, int first, int count, Vector256<float>* sums, void* scratch)
    {
        var block = (BlockSums*)scratch;
        for (var i = 0; i < 2 * count; i++) sums[i] = default;
        nint columns = x.Columns, blocks = x.Blocks;
        var inputs = x.Codes + first * columns;
        var scales = x.Scales + first * blocks;
        var offsets = (TParts.Count == 8 ? x.Sums : x.HalfSums) + first * blocks * TParts.Count;
        for (nint i = 0; i < blocks; i++)
        {
            Ahead.Ask(panel, HeadBytes);
            for (var row = block; row < block + count; row++) row->Left = row->Right = row->Low = row->RightLow = default;
            var parts = panel + (TOffset.Minimums ? 64 : 32);
            for (var group = 0; group < 8; group++)
            {
                Ahead.Ask(codes, 64 * TCodes.Bits);
                Part(parts, codes, 0, inputs, offsets, columns, blocks * TParts.Count, count, block);
                if (TParts.Count == 16)
                {
                    parts += 16;
                    offsets++;
                }
                Part(parts, codes, 4, inputs + 16, offsets, columns, blocks * TParts.Count, count, block);
                parts += 16;
                offsets++;
                codes += 64 * TCodes.Bits;
                inputs += 32;
            }
            End(panel, scales++, blocks, count, block, sums);
            panel += HeadBytes;
        }
    }

    private static int HeadBytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TOffset.Minimums ? 2 : 1) * (32 + 16 * TParts.Count);
    }

    /// <summary>Sixteen columns: a part, or half of one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Part(
        byte* parts, byte* codes, int quad, sbyte* x, int* offsets, nint columns, nint offsetsOfRow, int count, BlockSums* block)
    {
        var quads = new PanelQuads<TDot, TCodes>(codes, quad);
        var (begins, ends) = (TParts.Count == 16 || quad == 0, TParts.Count == 16 || quad == 4);
        var (scale, rightScale) = (Widen(parts), Widen(parts + 8));
        var minimums = parts + 16 * TParts.Count;
        var minimum = TOffset.Minimums && ends ? Widen(minimums) : default;
        var rightMinimum = TOffset.Minimums && ends ? Widen(minimums + 8) : default;
        for (var row = block; row < block + count; row++)
        {
            Vector256<int> left = default, right = default;
            if (!begins) (left, right) = (row->HalfLeft, row->HalfRight);
            else if (!TOffset.Minimums) left = right = Vector256.Create(*offsets) << TOffset.ZeroBits;
            quads.Add(x, ref left, ref right);
            if (ends)
            {
                row->Left += left * scale;
                row->Right += right * rightScale;
                if (TOffset.Minimums)
                {
                    var offset = Vector256.Create(*offsets);
                    row->Low += minimum * offset;
                    row->RightLow += rightMinimum * offset;
                }
            }
            else
            {
                row->HalfLeft = left;
                row->HalfRight = right;
            }
            x += columns;
            offsets += offsetsOfRow;
        }
    }

    /// <summary>What a block's sums count for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End(byte* panel, float* scales, nint blocks, int count, BlockSums* block, Vector256<float>* sums)
    {
        var (scale, rightScale) = (HalfBits.ReadEight(panel), HalfBits.ReadEight(panel + 16));
        var minimum = TOffset.Minimums ? HalfBits.ReadEight(panel + 32) : default;
        var rightMinimum = TOffset.Minimums ? HalfBits.ReadEight(panel + 48) : default;
        for (var i = 0; i < count; i++)
        {
            var xScale = Vector256.Create(scales[i * blocks]);
            sums[2 * i] = Add(sums[2 * i], scale * xScale, block[i].Left);
            sums[2 * i + 1] = Add(sums[2 * i + 1], rightScale * xScale, block[i].Right);
            if (!TOffset.Minimums) continue;
            sums[2 * i] = Add(sums[2 * i], minimum * xScale, block[i].Low);
            sums[2 * i + 1] = Add(sums[2 * i + 1], rightMinimum * xScale, block[i].RightLow);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Add(Vector256<float> sums, Vector256<float> scale, Vector256<int> wholes) =>
        Vector256.MultiplyAddEstimate(scale, Vector256.ConvertToSingle(wholes), sums);

    /// <summary>A scale or minimum for each of eight rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Widen(byte* parts)
    {
        var shorts = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(long*)parts).AsSByte());
        return Vector256.WidenLower(shorts.ToVector256Unsafe());
    }
}
