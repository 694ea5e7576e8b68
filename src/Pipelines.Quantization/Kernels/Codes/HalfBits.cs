using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>Half precision as kernels read it.</summary>
internal static unsafe class HalfBits
{
    private const int Kept = unchecked((int)0x8FFF_E000);
    private const float Shifted = 5192296858534827628530496329220096f;    // 2^112: the exponents' zeros are 127 and 15

    /// <summary>The finite number whose two bytes are at <paramref name="bytes"/>, subnormal ones included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Read(void* bytes) =>
        BitConverter.Int32BitsToSingle((Unsafe.ReadUnaligned<short>(bytes) << 13) & Kept) * Shifted;

    /// <summary>Eight of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ReadEight(byte* bytes)
    {
        var wide = Vector256.WidenLower(Vector128.Load((short*)bytes).ToVector256Unsafe());
        return ((wide << 13) & Vector256.Create(Kept)).AsSingle() * Shifted;
    }

    /// <summary>Sixteen of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ReadSixteen(byte* bytes)
    {
        var wide = Vector512.WidenLower(Vector256.Load((short*)bytes).ToVector512Unsafe());
        return ((wide << 13) & Vector512.Create(Kept)).AsSingle() * Shifted;
    }
}
