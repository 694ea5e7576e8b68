using System.Runtime.Intrinsics;

namespace Pipelines.Quantization;

/// <summary>
/// 32 columns of one row of W, or of two rows side by side, as the machine holds them: a byte each, then sums of two products of bytes as
/// int16, then sums of those as int32 or float32. Lanes that belong to one row stay apart from the other's.
/// </summary>
internal unsafe interface IRegister<T>
    where T : struct, IRegister<T>
{
    /// <summary>Bits of the registers that it is made for.</summary>
    static abstract int Width { get; }

    /// <summary>Rows side by side: 1 or 2.</summary>
    static abstract int Rows { get; }

    /// <summary>The 32 bytes at <paramref name="row"/>, and at <paramref name="next"/> where there are two rows.</summary>
    static abstract T Load(byte* row, byte* next);

    /// <summary>The 16 bytes at each: their lower halves in the first 16 columns, their upper ones in the others; 0 to 15.</summary>
    static abstract T LoadNibbles(byte* row, byte* next);

    /// <summary>The same 32 bytes for each row.</summary>
    static abstract T Spread(void* bytes);

    /// <summary>The same 16 bytes for each half of each row.</summary>
    static abstract T SpreadHalf(void* bytes);

    /// <summary>255 in the columns whose bit is set, the first column's lowest, and 0 in the others.</summary>
    static abstract T SpreadBits(uint row, uint next);

    /// <summary><paramref name="value"/> in each byte.</summary>
    static abstract T OfBytes(byte value);

    /// <summary><paramref name="value"/> in each int16.</summary>
    static abstract T OfShorts(short value);

    /// <summary>The row's number in each of its float32.</summary>
    static abstract T OfFloats(float row, float next);

    /// <summary>16 signed bytes of each row as int16.</summary>
    static abstract T Widen(Vector128<sbyte> row, Vector128<sbyte> next);

    static abstract T operator &(T a, T b);

    static abstract T operator |(T a, T b);

    /// <summary>Each int16 to the right; bits of the upper byte come into the lower one.</summary>
    static abstract T operator >>>(T a, int count);

    /// <summary>Each int16 to the left; bits of the lower byte come into the upper one.</summary>
    static abstract T operator <<(T a, int count);

    /// <summary>Within each 16 bytes: those that <paramref name="places"/> says, which are 0 to 15.</summary>
    static abstract T Shuffle(T bytes, T places);

    /// <summary>Sums of two products of neighbours, as int16. Codes are at most 127.</summary>
    static abstract T Pairs(T codes, T signed);

    /// <summary>As <see cref="Pairs"/>, of codes that have a sign. None of <paramref name="x"/> is −128.</summary>
    static abstract T SignedPairs(T codes, T x);

    /// <summary>Sums of two products of neighbouring int16, as int32.</summary>
    static abstract T Sums(T shorts, T weights);

    /// <summary>Sums of int32.</summary>
    static abstract T Add(T a, T b);

    /// <summary>sums + scales · whole numbers, as float32.</summary>
    /// <param name="sums">float32</param>
    /// <param name="scales">float32</param>
    /// <param name="whole">int32</param>
    static abstract T MultiplyAdd(T sums, T scales, T whole);

    /// <summary>sums + floats · factor, as float32.</summary>
    static abstract T MultiplyAdd(T sums, T floats, float factor);

    /// <summary>Each float32 times <paramref name="factor"/>.</summary>
    static abstract T Multiply(T floats, float factor);

    /// <summary>The sum of each row's float32.</summary>
    static abstract void Total(T floats, float* row, float* next);
}
