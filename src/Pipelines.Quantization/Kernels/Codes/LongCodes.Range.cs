using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>The types of blocks of 256, as <see cref="BlockFormat"/> defines them: those with a scale and a minimum for a part.</summary>
internal static unsafe partial class LongCodes
{
    internal readonly struct Q2_K : ILongCodes
    {
        public static int Bytes => 84;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static (float Scale, float Minimum) Steps(byte* block) => (HalfBits.Read(block + 80), HalfBits.Read(block + 82));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<sbyte> Scales(byte* block) => EvenOdd.Order(Vector128.Load(block) & Vector128.Create((byte)15));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<sbyte> Minimums(byte* block) => EvenOdd.Order(Vector128.Load(block) >>> 4);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Read<T, TSums>(byte* row, byte* next, ref TSums sums)
            where T : struct, IRegister<T>
            where TSums : struct, IPartSums<T> => ReadPairs<T, TSums>(row + 16, next + 16, ref sums);
    }

    internal readonly struct Q4_K : ILongCodes
    {
        public static int Bytes => 144;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static (float Scale, float Minimum) Steps(byte* block) => (HalfBits.Read(block), HalfBits.Read(block + 2));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<sbyte> Scales(byte* block) => SixBitPairCodes.Scales(block + 4);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<sbyte> Minimums(byte* block) => SixBitPairCodes.Minimums(block + 4);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Read<T, TSums>(byte* row, byte* next, ref TSums sums)
            where T : struct, IRegister<T>
            where TSums : struct, IPartSums<T>
        {
            var mask = T.OfBytes(15);
            for (var k = 0; k < 4; k++)
            {
                var packed = T.Load(row + 16 + 32 * k, next + 16 + 32 * k);
                sums.Add(packed & mask, 2 * k);
                sums.Add((packed >>> 4) & mask, 2 * k + 1);
            }
        }
    }

    internal readonly struct Q5_K : ILongCodes
    {
        public static int Bytes => 176;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static (float Scale, float Minimum) Steps(byte* block) => (HalfBits.Read(block), HalfBits.Read(block + 2));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<sbyte> Scales(byte* block) => SixBitPairCodes.Scales(block + 4);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<sbyte> Minimums(byte* block) => SixBitPairCodes.Minimums(block + 4);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Read<T, TSums>(byte* row, byte* next, ref TSums sums)
            where T : struct, IRegister<T>
            where TSums : struct, IPartSums<T>
        {
            var (mask, one) = (T.OfBytes(15), T.OfBytes(1));
            var fifth = T.Load(row + 16, next + 16);
            for (var k = 0; k < 4; k++)
            {
                var packed = T.Load(row + 48 + 32 * k, next + 48 + 32 * k);
                sums.Add((packed & mask) | ((fifth & one) << 4), 2 * k);
                sums.Add(((packed >>> 4) & mask) | (((fifth >>> 1) & one) << 4), 2 * k + 1);
                fifth >>>= 2;
            }
        }
    }

    /// <summary>256 codes of two bits, four to a byte: in each half, those 32 apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReadPairs<T, TSums>(byte* row, byte* next, ref TSums sums)
        where T : struct, IRegister<T>
        where TSums : struct, IPartSums<T>
    {
        var mask = T.OfBytes(3);
        for (var half = 0; half < 2; half++)
        {
            var packed = T.Load(row + 32 * half, next + 32 * half);
            sums.Add(packed & mask, 4 * half);
            sums.Add((packed >>> 2) & mask, 4 * half + 1);
            sums.Add((packed >>> 4) & mask, 4 * half + 2);
            sums.Add((packed >>> 6) & mask, 4 * half + 3);
        }
    }
}
