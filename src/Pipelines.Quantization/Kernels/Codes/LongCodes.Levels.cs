using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <content>Those whose codes stand for levels, or for −1, 0 and 1.</content>
internal static unsafe partial class LongCodes
{
    internal readonly struct IQ4_XS : ILongCodes
    {
        private const ulong Two = 0x0303_0303_0303_0303, Four = 0x0F0F_0F0F_0F0F_0F0F;

        public static int Bytes => 136;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static (float Scale, float Minimum) Steps(byte* block) => (HalfBits.Read(block), 0);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<sbyte> Scales(byte* block)
        {
            ulong upper = Unsafe.ReadUnaligned<ushort>(block + 2), lower = Unsafe.ReadUnaligned<uint>(block + 4);
            // Each field into a byte of its own: halves apart, and their halves.
            upper = (upper | upper << 24) & 0x0000_00FF_0000_00FF;
            upper = (upper | upper << 12) & 0x000F_000F_000F_000F;
            upper = (upper | upper << 6) & Two;
            lower = (lower | lower << 16) & 0x0000_FFFF_0000_FFFF;
            lower = (lower | lower << 8) & 0x00FF_00FF_00FF_00FF;
            lower = (lower | lower << 4) & Four;
            return Vector128.Create(lower | upper << 4).AsSByte() - Vector128.Create((sbyte)32);
        }

        public static Vector128<sbyte> Minimums(byte* block) => default;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Read<T, TSums>(byte* row, byte* next, ref TSums sums)
            where T : struct, IRegister<T>
            where TSums : struct, IPartSums<T>
        {
            for (var group = 0; group < 8; group++)
                sums.AddSigned(NibbleCodes<CodeLevels.Uneven>.Read<T>(row + 8 + 16 * group, next + 8 + 16 * group), group);
        }
    }

    internal readonly struct TQ1_0 : ILongCodes
    {
        public static int Bytes => 54;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static (float Scale, float Minimum) Steps(byte* block)
        {
            var scale = HalfBits.Read(block + Trits.Bytes);
            return (scale, scale);
        }

        public static Vector128<sbyte> Scales(byte* block) => Vector128<sbyte>.One;

        public static Vector128<sbyte> Minimums(byte* block) => Vector128<sbyte>.One;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Read<T, TSums>(byte* row, byte* next, ref TSums sums)
            where T : struct, IRegister<T>
            where TSums : struct, IPartSums<T>
        {
            BlockCodes codes, nextCodes;
            Trits.Unpack(new(row, Trits.Bytes), new(codes.Bytes, Trits.Codes));
            if (T.Rows > 1) Trits.Unpack(new(next, Trits.Bytes), new(nextCodes.Bytes, Trits.Codes));
            for (var group = 0; group < 8; group++) sums.Add(T.Load(codes.Bytes + 32 * group, nextCodes.Bytes + 32 * group), group);
        }

        private struct BlockCodes
        {
            public fixed byte Bytes[Trits.Codes];
        }
    }

    internal readonly struct TQ2_0 : ILongCodes
    {
        public static int Bytes => 66;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static (float Scale, float Minimum) Steps(byte* block)
        {
            var scale = HalfBits.Read(block + 64);
            return (scale, scale);
        }

        public static Vector128<sbyte> Scales(byte* block) => Vector128<sbyte>.One;

        public static Vector128<sbyte> Minimums(byte* block) => Vector128<sbyte>.One;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Read<T, TSums>(byte* row, byte* next, ref TSums sums)
            where T : struct, IRegister<T>
            where TSums : struct, IPartSums<T> => ReadPairs<T, TSums>(row, next, ref sums);
    }
}
