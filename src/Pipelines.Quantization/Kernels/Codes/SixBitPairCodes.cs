using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary><see cref="SixBitPairs"/> read four bytes at a time.</summary>
internal static unsafe class SixBitPairCodes
{
    private const uint Six = 0x3F3F_3F3F, Four = 0x0F0F_0F0F, Two = 0x0303_0303;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Scales(byte* bytes) =>
        EvenOdd.Twice(Word(bytes, 0) & Six, (Word(bytes, 8) & Four) | ((Word(bytes, 0) >> 6 & Two) << 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<sbyte> Minimums(byte* bytes) =>
        EvenOdd.Twice(Word(bytes, 4) & Six, (Word(bytes, 8) >> 4 & Four) | ((Word(bytes, 4) >> 6 & Two) << 4));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Word(byte* bytes, int at) => Unsafe.ReadUnaligned<uint>(bytes + at);
}
