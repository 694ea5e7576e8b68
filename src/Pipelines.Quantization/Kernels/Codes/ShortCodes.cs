using System.Runtime.CompilerServices;

namespace Pipelines.Quantization;

/// <summary>The types of blocks of 32, as <see cref="BlockFormat"/> defines them.</summary>
internal static unsafe class ShortCodes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T FiveBits<T>(byte* row, byte* next, int at) where T : struct, IRegister<T> =>
        T.LoadNibbles(row + at + 4, next + at + 4)
        | (T.SpreadBits(Unsafe.ReadUnaligned<uint>(row + at), Unsafe.ReadUnaligned<uint>(next + at)) & T.OfBytes(16));

    internal readonly struct Q8_0 : IShortCodes
    {
        public static int Bytes => 34;

        public static bool Signed => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Read<T>(byte* row, byte* next) where T : struct, IRegister<T> => T.Load(row + 2, next + 2);

        public static float Minimum(byte* block, float scale) => 0;
    }

    internal readonly struct IQ4_NL : IShortCodes
    {
        public static int Bytes => 18;

        public static bool Signed => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Read<T>(byte* row, byte* next) where T : struct, IRegister<T> =>
            NibbleCodes<CodeLevels.Uneven>.Read<T>(row + 2, next + 2);

        public static float Minimum(byte* block, float scale) => 0;
    }

    internal readonly struct MXFP4 : IShortCodes
    {
        public static int Bytes => 17;

        public static bool Signed => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float Scale(byte* block) => PowerScale.Read(*block);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Read<T>(byte* row, byte* next) where T : struct, IRegister<T> =>
            NibbleCodes<CodeLevels.FloatingPoint>.Read<T>(row + 1, next + 1);

        public static float Minimum(byte* block, float scale) => 0;
    }

    internal readonly struct Q4_0 : IShortCodes
    {
        public static int Bytes => 18;

        public static bool Signed => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Read<T>(byte* row, byte* next) where T : struct, IRegister<T> => T.LoadNibbles(row + 2, next + 2);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float Minimum(byte* block, float scale) => -8 * scale;
    }

    internal readonly struct Q4_1 : IShortCodes
    {
        public static int Bytes => 20;

        public static bool Signed => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Read<T>(byte* row, byte* next) where T : struct, IRegister<T> => T.LoadNibbles(row + 4, next + 4);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float Minimum(byte* block, float scale) => HalfBits.Read(block + 2);
    }

    internal readonly struct Q5_0 : IShortCodes
    {
        public static int Bytes => 22;

        public static bool Signed => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Read<T>(byte* row, byte* next) where T : struct, IRegister<T> => FiveBits<T>(row, next, 2);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float Minimum(byte* block, float scale) => -16 * scale;
    }

    internal readonly struct Q5_1 : IShortCodes
    {
        public static int Bytes => 24;

        public static bool Signed => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static T Read<T>(byte* row, byte* next) where T : struct, IRegister<T> => FiveBits<T>(row, next, 4);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static float Minimum(byte* block, float scale) => HalfBits.Read(block + 2);
    }
}
