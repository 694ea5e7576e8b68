using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Quantization;

/// <summary>The ways of <see cref="IDot"/>.</summary>
internal static class Dots
{
    /// <summary>AVX-VNNI: an instruction for all of it.</summary>
    internal readonly struct Vnni : IDot
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> codes, Vector256<sbyte> x, bool wide) =>
            AvxVnni.MultiplyWideningAndAdd(sums, codes, x);
    }

    /// <summary>
    /// AVX2: sums of two products of bytes as int16. Where they do not fit, bytes at even places and at odd ones apart.
    /// </summary>
    internal readonly struct Pairs : IDot
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> codes, Vector256<sbyte> x, bool wide)
        {
            if (!wide) return sums + Avx2.MultiplyAddAdjacent(Avx2.MultiplyAddAdjacent(codes, x), Vector256.Create((short)1));
            var even = Avx2.MultiplyAddAdjacent((codes.AsInt16() << 8 >>> 8).AsInt16(), x.AsInt16() << 8 >> 8);
            var odd = Avx2.MultiplyAddAdjacent((codes.AsInt16() >>> 8).AsInt16(), x.AsInt16() >> 8);
            return sums + even + odd;
        }
    }

    /// <summary>What it means, on any machine.</summary>
    internal readonly struct Plain : IDot
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<int> Add(Vector256<int> sums, Vector256<byte> codes, Vector256<sbyte> x, bool wide)
        {
            var (a, b) = (codes.AsInt32(), x.AsInt32());
            return sums + (a & Vector256.Create(255)) * (b << 24 >> 24) + (a >>> 8 & Vector256.Create(255)) * (b << 16 >> 24)
                + (a >>> 16 & Vector256.Create(255)) * (b << 8 >> 24) + (a >>> 24) * (b >> 24);
        }
    }
}
