using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>Sixteen columns of a panel in registers: four quads, each of the rows to the left and of those to the right.</summary>
internal readonly unsafe struct PanelQuads<TDot, TCodes>
    where TDot : struct, IDot
    where TCodes : struct, IPanelCodes
{
    private readonly Vector256<byte> a, b, c, d, rightA, rightB, rightC, rightD;

    /// <param name="codes">of 32 columns</param>
    /// <param name="first">of the quads: 0 or 4, a constant</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public PanelQuads(byte* codes, int first)
    {
        a = TCodes.Quad(codes, first);
        b = TCodes.Quad(codes, first + 1);
        c = TCodes.Quad(codes, first + 2);
        d = TCodes.Quad(codes, first + 3);
        rightA = TCodes.Quad(codes + 32, first);
        rightB = TCodes.Quad(codes + 32, first + 1);
        rightC = TCodes.Quad(codes + 32, first + 2);
        rightD = TCodes.Quad(codes + 32, first + 3);
    }

    /// <summary>Adds the products with sixteen columns of a row of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(sbyte* x, ref Vector256<int> left, ref Vector256<int> right)
    {
        Add(x, a, rightA, ref left, ref right);
        Add(x + 4, b, rightB, ref left, ref right);
        Add(x + 8, c, rightC, ref left, ref right);
        Add(x + 12, d, rightD, ref left, ref right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        sbyte* x, Vector256<byte> quad, Vector256<byte> rightQuad, ref Vector256<int> left, ref Vector256<int> right)
    {
        var spread = Vector256.Create(*(int*)x).AsSByte();
        left = TDot.Add(left, quad, spread, TCodes.Wide);
        right = TDot.Add(right, rightQuad, spread, TCodes.Wide);
    }
}
