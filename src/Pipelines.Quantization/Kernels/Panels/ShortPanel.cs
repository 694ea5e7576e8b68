using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>Products of a panel of blocks of 32. Each row of x goes the same way whatever is beside it.</summary>
internal static unsafe class ShortPanel<TDot, TCodes, TOffset, TScale>
    where TDot : struct, IDot
    where TCodes : struct, IPanelCodes
    where TOffset : struct, IPanelOffset
    where TScale : struct, IPanelScale
{
    /// <summary>Some rows of x with a panel.</summary>
    /// <param name="panel">its heads</param>
    /// <param name="codes">its codes</param>
    /// <param name="x">what it is multiplied with</param>
    /// <param name="first">the first row of x</param>
    /// <param name="count">rows of x</param>
    /// <param name="sums">[count, 2], the products</param>
    /// <param name="scratch">[count, <see cref="BlockSums"/>], whatever it holds</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        byte* panel, byte* codes, in RoundedRows x, int first, int count, Vector256<float>* sums, void* scratch)
    {
        var wholes = (Vector256<int>*)scratch;
        for (var i = 0; i < 2 * count; i++) sums[i] = default;
        nint columns = x.Columns, blocks = x.Blocks;
        var inputs = x.Codes + first * columns;
        var scales = x.Scales + first * blocks;
        var offsets = x.Sums + first * blocks;
        for (nint block = 0; block < blocks; block++)
        {
            Ahead.Ask(panel, TOffset.Minimums ? 64 : 32);
            Ahead.Ask(codes, 64 * TCodes.Bits);
            Begin(codes, inputs, offsets, columns, blocks, count, wholes);
            End(panel, codes, inputs + 16, scales, offsets, columns, blocks, count, wholes, sums);
            panel += TOffset.Minimums ? 64 : 32;
            codes += 64 * TCodes.Bits;
            inputs += 32;
            scales++;
            offsets++;
        }
    }

    /// <summary>The first sixteen columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Begin(byte* codes, sbyte* x, int* offsets, nint columns, nint blocks, int count, Vector256<int>* wholes)
    {
        var quads = new PanelQuads<TDot, TCodes>(codes, 0);
        for (var i = 0; i < count; i++)
        {
            var left = TOffset.Minimums ? default : Vector256.Create(*offsets) << TOffset.ZeroBits;
            var right = left;
            quads.Add(x, ref left, ref right);
            wholes[2 * i] = left;
            wholes[2 * i + 1] = right;
            x += columns;
            offsets += blocks;
        }
    }

    /// <summary>The others, and what all count for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void End(
        byte* panel, byte* codes, sbyte* x, float* scales, int* offsets, nint columns, nint blocks, int count,
        Vector256<int>* wholes, Vector256<float>* sums)
    {
        var quads = new PanelQuads<TDot, TCodes>(codes, 4);
        var (scale, rightScale) = (TScale.ReadEight(panel), TScale.ReadEight(panel + 16));
        var minimum = TOffset.Minimums ? TScale.ReadEight(panel + 32) : default;
        var rightMinimum = TOffset.Minimums ? TScale.ReadEight(panel + 48) : default;
        for (var i = 0; i < count; i++)
        {
            var (left, right) = (wholes[2 * i], wholes[2 * i + 1]);
            quads.Add(x, ref left, ref right);
            var xScale = Vector256.Create(*scales);
            var sum = Vector256.MultiplyAddEstimate(scale * xScale, Vector256.ConvertToSingle(left), sums[2 * i]);
            var rightSum = Vector256.MultiplyAddEstimate(rightScale * xScale, Vector256.ConvertToSingle(right), sums[2 * i + 1]);
            if (TOffset.Minimums)
            {
                var all = Vector256.Create(-*offsets * *scales);
                sum = Vector256.MultiplyAddEstimate(minimum, all, sum);
                rightSum = Vector256.MultiplyAddEstimate(rightMinimum, all, rightSum);
            }
            sums[2 * i] = sum;
            sums[2 * i + 1] = rightSum;
            x += columns;
            scales += blocks;
            offsets += blocks;
        }
    }
}
