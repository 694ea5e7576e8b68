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
    /// <inheritdoc cref="ShortPanel{TDot, TCodes, TOffset}.Multiply"/>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(byte* panel, byte* codes, in RoundedRows x, int first, int count, Vector256<float>* sums)
    {
        var wholes = stackalloc Vector256<int>[2 * count];    // of scales, and of minimums
        for (var i = 0; i < count; i++) sums[i] = default;
        nint columns = x.Columns, blocks = x.Blocks;
        var inputs = x.Codes + first * columns;
        var offsets = (TParts.Count == 8 ? x.Sums : x.HalfSums) + first * blocks * TParts.Count;
        var scales = x.Scales + first * blocks;
        for (nint block = 0; block < blocks; block++)
        {
            PanelAhead.Ask(panel, (TOffset.Minimums ? 2 : 1) * (16 + 8 * TParts.Count));
            for (var i = 0; i < 2 * count; i++) wholes[i] = default;
            var parts = panel + (TOffset.Minimums ? 32 : 16);
            for (var group = 0; group < 8; group++)
            {
                Group(parts, codes, inputs, offsets, columns, blocks * TParts.Count, count, wholes);
                parts += TParts.Count;
                codes += 32 * TCodes.Bits;
                inputs += 32;
                offsets += TParts.Count / 8;
            }
            var scale = HalfBits.ReadEight(panel);
            var minimum = TOffset.Minimums ? HalfBits.ReadEight(panel + 16) : default;
            for (var i = 0; i < count; i++)
            {
                var xScale = Vector256.Create(scales[i * blocks]);
                var sum = Vector256.MultiplyAddEstimate(scale * xScale, Vector256.ConvertToSingle(wholes[2 * i]), sums[i]);
                if (TOffset.Minimums)
                    sum = Vector256.MultiplyAddEstimate(minimum * xScale, Vector256.ConvertToSingle(wholes[2 * i + 1]), sum);
                sums[i] = sum;
            }
            panel += (TOffset.Minimums ? 2 : 1) * (16 + 8 * TParts.Count);
            scales++;
        }
    }

    /// <summary>32 columns of some rows of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Group(
        byte* parts, byte* codes, sbyte* x, int* offsets, nint columns, nint offsetsOfRow, int count, Vector256<int>* wholes)
    {
        PanelAhead.Ask(codes, 32 * TCodes.Bits);
        var a = TCodes.Quad(codes, 0);
        var b = TCodes.Quad(codes, 1);
        var c = TCodes.Quad(codes, 2);
        var d = TCodes.Quad(codes, 3);
        var e = TCodes.Quad(codes, 4);
        var f = TCodes.Quad(codes, 5);
        var g = TCodes.Quad(codes, 6);
        var h = TCodes.Quad(codes, 7);
        var scale = Part(parts);
        var last = TParts.Count == 16 ? Part(parts + 8) : scale;
        var minimum = TOffset.Minimums ? Part(parts + 8 * TParts.Count) : default;
        var lastMinimum = TOffset.Minimums && TParts.Count == 16 ? Part(parts + 8 * TParts.Count + 8) : default;
        for (var i = 0; i < count; i++)
        {
            var whole = PanelDot<TDot, TCodes>.Four(Start(offsets), x, a, b, c, d);
            if (TParts.Count == 8) whole = (whole + PanelDot<TDot, TCodes>.Four(default, x + 16, e, f, g, h)) * scale;
            else whole = whole * scale + PanelDot<TDot, TCodes>.Four(Start(offsets + 1), x + 16, e, f, g, h) * last;
            wholes[2 * i] += whole;
            if (TOffset.Minimums)
            {
                var low = minimum * Vector256.Create(*offsets);
                if (TParts.Count == 16) low += lastMinimum * Vector256.Create(offsets[1]);
                wholes[2 * i + 1] += low;
            }
            x += columns;
            offsets += offsetsOfRow;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Start(int* offset) => TOffset.Minimums ? default : Vector256.Create(*offset) << TOffset.ZeroBits;

    /// <summary>A scale or minimum for each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Part(byte* parts)
    {
        var shorts = Vector128.WidenLower(Vector128.CreateScalarUnsafe(*(long*)parts).AsSByte());
        return Vector256.WidenLower(shorts.ToVector256Unsafe());
    }
}
