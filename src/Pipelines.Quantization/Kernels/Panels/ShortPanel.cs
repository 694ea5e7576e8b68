using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>Products of a panel of blocks of 32. Each row of x goes the same way whatever is beside it.</summary>
internal static unsafe class ShortPanel<TDot, TCodes, TOffset>
    where TDot : struct, IDot
    where TCodes : struct, IPanelCodes
    where TOffset : struct, IPanelOffset
{
    /// <summary>Some rows of x with a panel.</summary>
    /// <param name="panel">its head</param>
    /// <param name="codes">its codes</param>
    /// <param name="x">what it is multiplied with</param>
    /// <param name="first">the first row of x</param>
    /// <param name="count">rows of x</param>
    /// <param name="sums">[count], the products</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(byte* panel, byte* codes, in RoundedRows x, int first, int count, Vector256<float>* sums)
    {
        for (var i = 0; i < count; i++) sums[i] = default;
        nint columns = x.Columns, blocks = x.Blocks;
        var inputs = x.Codes + first * columns;
        var scales = x.Scales + first * blocks;
        var offsets = x.Sums + first * blocks;
        for (nint block = 0; block < blocks; block++)
        {
            var scale = HalfBits.ReadEight(panel);
            var minimum = TOffset.Minimums ? HalfBits.ReadEight(panel + 16) : default;
            PanelAhead.Ask(panel, 16);
            PanelAhead.Ask(codes, 32 * TCodes.Bits);
            var a = TCodes.Quad(codes, 0);
            var b = TCodes.Quad(codes, 1);
            var c = TCodes.Quad(codes, 2);
            var d = TCodes.Quad(codes, 3);
            var e = TCodes.Quad(codes, 4);
            var f = TCodes.Quad(codes, 5);
            var g = TCodes.Quad(codes, 6);
            var h = TCodes.Quad(codes, 7);
            var input = inputs + 32 * block;
            var at = block;
            for (var i = 0; i < count; i++)
            {
                var whole = TOffset.Minimums ? default : Vector256.Create(offsets[at]) << TOffset.ZeroBits;
                whole = PanelDot<TDot, TCodes>.Four(whole, input, a, b, c, d) + PanelDot<TDot, TCodes>.Four(default, input + 16, e, f, g, h);
                var sum = Vector256.MultiplyAddEstimate(
                    scale * Vector256.Create(scales[at]), Vector256.ConvertToSingle(whole), sums[i]);
                if (TOffset.Minimums)
                    sum = Vector256.MultiplyAddEstimate(minimum, Vector256.Create(-offsets[at] * scales[at]), sum);
                sums[i] = sum;
                input += columns;
                at += blocks;
            }
            panel += TOffset.Minimums ? 32 : 16;
            codes += 32 * TCodes.Bits;
        }
    }
}
