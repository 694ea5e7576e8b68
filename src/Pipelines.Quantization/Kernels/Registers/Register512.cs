using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Quantization;

/// <summary>Two rows in a register of AVX-512.</summary>
internal readonly unsafe struct Register512(Vector512<byte> value) : IRegister<Register512>
{
    private readonly Vector512<byte> value = value;

    public static int Width => 512;

    public static int Rows => 2;

    private static Vector512<byte> EachEighth
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            0x0000_0000_0000_0000, 0x0101_0101_0101_0101, 0x0202_0202_0202_0202, 0x0303_0303_0303_0303,
            0x0000_0000_0000_0000, 0x0101_0101_0101_0101, 0x0202_0202_0202_0202, 0x0303_0303_0303_0303).AsByte();
    }

    private static Vector512<ushort> NibbleShifts
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            0, 0, 0x0004_0004_0004_0004, 0x0004_0004_0004_0004, 0, 0, 0x0004_0004_0004_0004, 0x0004_0004_0004_0004).AsUInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 Load(byte* row, byte* next) => new(Beside(Vector256.Load(row), Vector256.Load(next)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 LoadNibbles(byte* row, byte* next)
    {
        var bytes = Beside(Avx2.BroadcastVector128ToVector256(row), Avx2.BroadcastVector128ToVector256(next));
        return new(Avx512BW.ShiftRightLogicalVariable(bytes.AsUInt16(), NibbleShifts).AsByte() & Vector512.Create((byte)15));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 Spread(void* bytes) => new(Avx512F.BroadcastVector256ToVector512((long*)bytes).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 SpreadHalf(void* bytes) => new(Avx512F.BroadcastVector128ToVector512((int*)bytes).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 SpreadBits(uint row, uint next)
    {
        var bits = Beside(Vector256.Create(row).AsByte(), Vector256.Create(next).AsByte());
        var mask = Vector512.Create(Register256.BitOfEighth).AsByte();
        return new(Vector512.Equals(Avx512BW.Shuffle(bits, EachEighth) & mask, mask));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 OfBytes(byte value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 OfShorts(short value) => new(Vector512.Create(value).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 OfFloats(float row, float next) =>
        new(Beside(Vector256.Create(row).AsByte(), Vector256.Create(next).AsByte()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 Widen(Vector128<sbyte> row, Vector128<sbyte> next) =>
        new(Avx512BW.ConvertToVector512Int16(Vector256.Create(row, next)).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 operator &(Register512 a, Register512 b) => new(a.value & b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 operator |(Register512 a, Register512 b) => new(a.value | b.value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 operator >>>(Register512 a, int count) => new((a.value.AsUInt16() >>> count).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 operator <<(Register512 a, int count) => new((a.value.AsUInt16() << count).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 Shuffle(Register512 bytes, Register512 places) => new(Avx512BW.Shuffle(bytes.value, places.value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 Pairs(Register512 codes, Register512 signed) =>
        new(Avx512BW.MultiplyAddAdjacent(codes.value, signed.value.AsSByte()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 SignedPairs(Register512 codes, Register512 x)
    {
        var signed = codes.value.AsSByte();
        var turned = Vector512.ConditionalSelect(
            Vector512.LessThan(signed, Vector512<sbyte>.Zero), Vector512<sbyte>.Zero - x.value.AsSByte(), x.value.AsSByte());
        return new(Avx512BW.MultiplyAddAdjacent(Avx512BW.Abs(signed), turned).AsByte());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 Sums(Register512 shorts, Register512 weights) =>
        new(Avx512BW.MultiplyAddAdjacent(shorts.value.AsInt16(), weights.value.AsInt16()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 Add(Register512 a, Register512 b) => new((a.value.AsInt32() + b.value.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 MultiplyAdd(Register512 sums, Register512 scales, Register512 whole) => new(Vector512.FusedMultiplyAdd(
        scales.value.AsSingle(), Vector512.ConvertToSingle(whole.value.AsInt32()), sums.value.AsSingle()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 MultiplyAdd(Register512 sums, Register512 floats, float factor) =>
        new(Vector512.FusedMultiplyAdd(floats.value.AsSingle(), Vector512.Create(factor), sums.value.AsSingle()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register512 Multiply(Register512 floats, float factor) => new((floats.value.AsSingle() * factor).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Total(Register512 floats, float* row, float* next)
    {
        *row = Vector256.Sum(floats.value.GetLower().AsSingle());
        *next = Vector256.Sum(floats.value.GetUpper().AsSingle());
    }

    /// <summary>Vector512.Create of two halves goes through memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Beside(Vector256<byte> row, Vector256<byte> next) =>
        Avx512F.InsertVector256(row.ToVector512Unsafe(), next, 1);
}
