using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <content>Those with codes around a zero: its part of the product is taken off like a minimum of as many steps.</content>
internal static unsafe partial class LongCodes
{
    internal readonly struct Q3_K : ILongCodes
    {
        private const ulong Four = 0x0F0F_0F0F_0F0F_0F0F;
        private const uint Two = 0x0303_0303;

        public static int Bytes => 110;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static (float Scale, float Minimum) Steps(byte* block)
        {
            var step = HalfBits.Read(block + 108);
            return (step, 4 * step);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<sbyte> Scales(byte* block)
        {
            var (nibbles, pairs) = (Unsafe.ReadUnaligned<ulong>(block + 96), Unsafe.ReadUnaligned<uint>(block + 104));
            var first = (nibbles & Four) | (pairs & Two | (ulong)(pairs >> 2 & Two) << 32) << 4;
            var last = (nibbles >> 4 & Four) | (pairs >> 4 & Two | (ulong)(pairs >> 6 & Two) << 32) << 4;
            return EvenOdd.Order(Vector128.Create(first, last).AsByte()) - Vector128.Create((sbyte)32);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<sbyte> Minimums(byte* block) => Scales(block);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Read<T, TSums>(byte* row, byte* next, ref TSums sums)
            where T : struct, IRegister<T>
            where TSums : struct, IPartSums<T>
        {
            var (mask, four) = (T.OfBytes(3), T.OfBytes(4));
            var third = T.Load(row, next);
            for (var half = 0; half < 2; half++)
            {
                var packed = T.Load(row + 32 + 32 * half, next + 32 + 32 * half);
                sums.Add((packed & mask) | ((third << 2) & four), 4 * half);
                sums.Add(((packed >>> 2) & mask) | ((third << 1) & four), 4 * half + 1);
                sums.Add(((packed >>> 4) & mask) | (third & four), 4 * half + 2);
                sums.Add(((packed >>> 6) & mask) | ((third >>> 1) & four), 4 * half + 3);
                third >>>= 4;
            }
        }
    }

    internal readonly struct Q6_K : ILongCodes
    {
        public static int Bytes => 210;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static (float Scale, float Minimum) Steps(byte* block)
        {
            var step = HalfBits.Read(block + 208);
            return (step, 32 * step);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<sbyte> Scales(byte* block) => EvenOdd.Order(Vector128.Load(block + 192));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<sbyte> Minimums(byte* block) => Scales(block);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Read<T, TSums>(byte* row, byte* next, ref TSums sums)
            where T : struct, IRegister<T>
            where TSums : struct, IPartSums<T>
        {
            var (four, upper) = (T.OfBytes(15), T.OfBytes(0x30));
            for (var half = 0; half < 2; half++)
            {
                var left = T.Load(row + 64 * half, next + 64 * half);
                var right = T.Load(row + 64 * half + 32, next + 64 * half + 32);
                var high = T.Load(row + 128 + 32 * half, next + 128 + 32 * half);
                sums.Add((left & four) | ((high << 4) & upper), 4 * half);
                sums.Add((right & four) | ((high << 2) & upper), 4 * half + 1);
                sums.Add(((left >>> 4) & four) | (high & upper), 4 * half + 2);
                sums.Add(((right >>> 4) & four) | ((high >>> 2) & upper), 4 * half + 3);
            }
        }
    }
}
