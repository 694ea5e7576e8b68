using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>The types of numbers that stand by themselves.</summary>
internal static unsafe class FloatCodes
{
    internal readonly struct F32 : IFloatCodes
    {
        public static int Bytes => 4;

        public static float One(byte* bytes) => Unsafe.ReadUnaligned<float>(bytes);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Eight(byte* bytes) => Vector256.Load((float*)bytes);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Sixteen(byte* bytes) => Vector512.Load((float*)bytes);
    }

    internal readonly struct F16 : IFloatCodes
    {
        public static int Bytes => 2;

        public static float One(byte* bytes) => HalfBits.Read(bytes);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Eight(byte* bytes) => HalfBits.ReadEight(bytes);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Sixteen(byte* bytes) => HalfBits.ReadSixteen(bytes);
    }

    internal readonly struct BF16 : IFloatCodes
    {
        public static int Bytes => 2;

        public static float One(byte* bytes) => BitConverter.UInt32BitsToSingle((uint)Unsafe.ReadUnaligned<ushort>(bytes) << 16);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Eight(byte* bytes) =>
            (Vector256.WidenLower(Vector128.Load((ushort*)bytes).ToVector256Unsafe()) << 16).AsSingle();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Sixteen(byte* bytes) =>
            (Vector512.WidenLower(Vector256.Load((ushort*)bytes).ToVector512Unsafe()) << 16).AsSingle();
    }
}
