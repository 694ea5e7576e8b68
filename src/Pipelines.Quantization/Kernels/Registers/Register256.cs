using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Quantization;

/// <summary>One row in a register of AVX2.</summary>
internal readonly unsafe struct Register256(Vector256<byte> value) : IRegister<Register256>
{
    private readonly Vector256<byte> value = value;

    public static int Width => 256;

    public static int Rows => 1;

    /// <summary>For each of 32 columns the byte of four that has its bit.</summary>
    internal static Vector256<byte> EachEighth
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(
            0x0000_0000_0000_0000, 0x0101_0101_0101_0101, 0x0202_0202_0202_0202, 0x0303_0303_0303_0303).AsByte();
    }

    /// <summary>The bits of a byte, the lowest first.</summary>
    internal const ulong BitOfEighth = 0x80_40_20_10_08_04_02_01;

    private static Vector256<uint> NibbleShifts
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256.Create(0u, 0, 0, 0, 4, 4, 4, 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 Load(byte* row, byte* next) => new(Vector256.Load(row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 LoadNibbles(byte* row, byte* next)
    {
        var bytes = Avx2.BroadcastVector128ToVector256(row);
        return new(Avx2.ShiftRightLogicalVariable(bytes.AsUInt32(), NibbleShifts).AsByte() & Vector256.Create((byte)15));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 Spread(void* bytes) => new(Vector256.Load((byte*)bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 SpreadHalf(void* bytes) => new(Avx2.BroadcastVector128ToVector256((byte*)bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 SpreadBits(uint row, uint next)
    {
        var mask = Vector256.Create(BitOfEighth).AsByte();
        return new(Vector256.Equals(Avx2.Shuffle(Vector256.Create(row).AsByte(), EachEighth) & mask, mask));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 OfBytes(byte value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 OfShorts(short value) => new(Vector256.Create(value).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 OfFloats(float row, float next) => new(Vector256.Create(row).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 Widen(Vector128<sbyte> row, Vector128<sbyte> next) => new(Avx2.ConvertToVector256Int16(row).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 operator &(Register256 a, Register256 b) => new(a.value & b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 operator |(Register256 a, Register256 b) => new(a.value | b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 operator >>>(Register256 a, int count) => new((a.value.AsUInt16() >>> count).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 operator <<(Register256 a, int count) => new((a.value.AsUInt16() << count).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 Shuffle(Register256 bytes, Register256 places) => new(Avx2.Shuffle(bytes.value, places.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 Pairs(Register256 codes, Register256 signed) =>
        new(Avx2.MultiplyAddAdjacent(codes.value, signed.value.AsSByte()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 SignedPairs(Register256 codes, Register256 x)
    {
        var signed = codes.value.AsSByte();
        return new(Avx2.MultiplyAddAdjacent(Avx2.Abs(signed), Avx2.Sign(x.value.AsSByte(), signed)).AsByte());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 Sums(Register256 shorts, Register256 weights) =>
        new(Avx2.MultiplyAddAdjacent(shorts.value.AsInt16(), weights.value.AsInt16()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 Add(Register256 a, Register256 b) => new((a.value.AsInt32() + b.value.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 MultiplyAdd(Register256 sums, Register256 scales, Register256 whole) => new(Vector256.MultiplyAddEstimate(
        scales.value.AsSingle(), Vector256.ConvertToSingle(whole.value.AsInt32()), sums.value.AsSingle()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 MultiplyAdd(Register256 sums, Register256 floats, float factor) =>
        new(Vector256.MultiplyAddEstimate(floats.value.AsSingle(), Vector256.Create(factor), sums.value.AsSingle()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register256 Multiply(Register256 floats, float factor) => new((floats.value.AsSingle() * factor).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Total(Register256 floats, float* row, float* next) => *row = Vector256.Sum(floats.value.AsSingle());
}
