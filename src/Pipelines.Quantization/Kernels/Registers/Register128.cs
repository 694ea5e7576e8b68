using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Pipelines.Quantization;

/// <summary>One row in two registers: NEON, SSE, or what .NET has in their place.</summary>
internal readonly unsafe struct Register128(Vector128<byte> lower, Vector128<byte> upper) : IRegister<Register128>
{
    private readonly Vector128<byte> lower = lower, upper = upper;

    public static int Width => 128;

    public static int Rows => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 Load(byte* row, byte* next) => new(Vector128.Load(row), Vector128.Load(row + 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 LoadNibbles(byte* row, byte* next)
    {
        var (bytes, mask) = (Vector128.Load(row), Vector128.Create((byte)15));
        return new(bytes & mask, (bytes.AsUInt16() >>> 4).AsByte() & mask);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 Spread(void* bytes) => Load((byte*)bytes, null);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 SpreadHalf(void* bytes) => Both(Vector128.Load((byte*)bytes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 SpreadBits(uint row, uint next)
    {
        var (bytes, mask) = (Vector128.CreateScalarUnsafe(row).AsByte(), Vector128.Create(Register256.BitOfEighth).AsByte());
        var lower = Vector128.ShuffleNative(bytes, Vector128.Create(0, 0x0101_0101_0101_0101).AsByte());
        var upper = Vector128.ShuffleNative(bytes, Vector128.Create(0x0202_0202_0202_0202, 0x0303_0303_0303_0303).AsByte());
        return new(Vector128.Equals(lower & mask, mask), Vector128.Equals(upper & mask, mask));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 OfBytes(byte value) => Both(Vector128.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 OfShorts(short value) => Both(Vector128.Create(value).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 OfFloats(float row, float next) => Both(Vector128.Create(row).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 Widen(Vector128<sbyte> row, Vector128<sbyte> next) =>
        new(Vector128.WidenLower(row).AsByte(), Vector128.WidenUpper(row).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 operator &(Register128 a, Register128 b) => new(a.lower & b.lower, a.upper & b.upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 operator |(Register128 a, Register128 b) => new(a.lower | b.lower, a.upper | b.upper);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 operator >>>(Register128 a, int count) =>
        new((a.lower.AsUInt16() >>> count).AsByte(), (a.upper.AsUInt16() >>> count).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 operator <<(Register128 a, int count) =>
        new((a.lower.AsUInt16() << count).AsByte(), (a.upper.AsUInt16() << count).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 Shuffle(Register128 bytes, Register128 places) =>
        new(Vector128.ShuffleNative(bytes.lower, places.lower), Vector128.ShuffleNative(bytes.upper, places.upper));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 Pairs(Register128 codes, Register128 signed) =>
        new(Pairs(codes.lower, signed.lower.AsSByte()).AsByte(), Pairs(codes.upper, signed.upper.AsSByte()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 SignedPairs(Register128 codes, Register128 x) =>
        new(SignedPairs(codes.lower.AsSByte(), x.lower.AsSByte()).AsByte(), SignedPairs(codes.upper.AsSByte(), x.upper.AsSByte()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 Sums(Register128 shorts, Register128 weights) => new(
        Sums(shorts.lower.AsInt16(), weights.lower.AsInt16()).AsByte(), Sums(shorts.upper.AsInt16(), weights.upper.AsInt16()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 Add(Register128 a, Register128 b) =>
        new((a.lower.AsInt32() + b.lower.AsInt32()).AsByte(), (a.upper.AsInt32() + b.upper.AsInt32()).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 MultiplyAdd(Register128 sums, Register128 scales, Register128 whole) => new(
        MultiplyAdd(sums.lower, scales.lower, Vector128.ConvertToSingle(whole.lower.AsInt32())),
        MultiplyAdd(sums.upper, scales.upper, Vector128.ConvertToSingle(whole.upper.AsInt32())));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 MultiplyAdd(Register128 sums, Register128 floats, float factor) => new(
        MultiplyAdd(sums.lower, floats.lower, Vector128.Create(factor)), MultiplyAdd(sums.upper, floats.upper, Vector128.Create(factor)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Register128 Multiply(Register128 floats, float factor) =>
        new((floats.lower.AsSingle() * factor).AsByte(), (floats.upper.AsSingle() * factor).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Total(Register128 floats, float* row, float* next) =>
        *row = Vector128.Sum(floats.lower.AsSingle() + floats.upper.AsSingle());

    /// <summary>Writes the 32 columns.</summary>
    public void Store(byte* bytes)
    {
        lower.Store(bytes);
        upper.Store(bytes + 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> MultiplyAdd(Vector128<byte> sums, Vector128<byte> a, Vector128<float> b) =>
        Vector128.MultiplyAddEstimate(a.AsSingle(), b, sums.AsSingle()).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Register128 Both(Vector128<byte> half) => new(half, half);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> Pairs(Vector128<byte> codes, Vector128<sbyte> signed) => Ssse3.IsSupported
        ? Ssse3.MultiplyAddAdjacent(codes, signed)
        : SignedPairs(codes.AsSByte(), signed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<short> SignedPairs(Vector128<sbyte> a, Vector128<sbyte> b)
    {
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.AddPairwise(
                AdvSimd.MultiplyWideningLower(a.GetLower(), b.GetLower()), AdvSimd.MultiplyWideningUpper(a, b));
        var (evenA, evenB) = ((a.AsInt16() << 8) >> 8, (b.AsInt16() << 8) >> 8);
        return (evenA * evenB) + ((a.AsInt16() >> 8) * (b.AsInt16() >> 8));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Sums(Vector128<short> a, Vector128<short> b)
    {
        if (Sse2.IsSupported) return Sse2.MultiplyAddAdjacent(a, b);
        if (AdvSimd.Arm64.IsSupported)
            return AdvSimd.Arm64.AddPairwise(
                AdvSimd.MultiplyWideningLower(a.GetLower(), b.GetLower()), AdvSimd.MultiplyWideningUpper(a, b));
        var (evenA, evenB) = ((a.AsInt32() << 16) >> 16, (b.AsInt32() << 16) >> 16);
        return (evenA * evenB) + ((a.AsInt32() >> 16) * (b.AsInt32() >> 16));
    }
}
