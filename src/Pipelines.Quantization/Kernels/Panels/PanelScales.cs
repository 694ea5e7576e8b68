using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>The ways of <see cref="IPanelScale"/>.</summary>
internal static unsafe class PanelScales
{
    /// <summary>Half precision.</summary>
    internal readonly struct Half : IPanelScale
    {
        public static ushort Bits(float scale) => BitConverter.HalfToUInt16Bits((System.Half)scale);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> ReadEight(byte* bytes) => HalfBits.ReadEight(bytes);
    }

    /// <summary>The upper half of single precision, whose exponents reach farther.</summary>
    internal readonly struct Upper : IPanelScale
    {
        public static ushort Bits(float scale) => (ushort)(BitConverter.SingleToUInt32Bits(scale) >> 16);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> ReadEight(byte* bytes) =>
            (Vector256.WidenLower(Vector128.Load((ushort*)bytes).ToVector256Unsafe()) << 16).AsSingle();
    }
}
