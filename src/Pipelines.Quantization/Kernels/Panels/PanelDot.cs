using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>Sums of quads.</summary>
internal static unsafe class PanelDot<TDot, TCodes>
    where TDot : struct, IDot
    where TCodes : struct, IPanelCodes
{
    /// <summary>Adds the products of four quads and sixteen columns of a row of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Four(
        Vector256<int> sums, sbyte* x, Vector256<byte> a, Vector256<byte> b, Vector256<byte> c, Vector256<byte> d)
    {
        sums = TDot.Add(sums, a, Spread(x), TCodes.Wide);
        sums = TDot.Add(sums, b, Spread(x + 4), TCodes.Wide);
        sums = TDot.Add(sums, c, Spread(x + 8), TCodes.Wide);
        return TDot.Add(sums, d, Spread(x + 12), TCodes.Wide);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<sbyte> Spread(sbyte* x) => Vector256.Create(*(int*)x).AsSByte();
}
