using System.Numerics;
using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>Half precision, rounded to nearest; what is too great becomes infinite.</summary>
internal sealed class F16() : BlockFormat(GgufType.F16)
{
    private protected override void Encode<T>(
        ReadOnlySpan<float> values, int columns, Span<byte> blocks, ReadOnlySpan<float> importance)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(blocks);
        var i = 0;
        if (T.Count > 1)
        {
            for (; i <= values.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
            {
                var low = ToHalf(Vector.AsVectorUInt32(new Vector<float>(values[i..])));
                var high = ToHalf(Vector.AsVectorUInt32(new Vector<float>(values[(i + Vector<uint>.Count)..])));
                Vector.Narrow(low, high).CopyTo(halves[i..]);
            }
        }

        for (; i < values.Length; i++) halves[i] = BitConverter.HalfToUInt16Bits((Half)values[i]);
    }

    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(blocks);
        var i = 0;
        if (T.Count > 1)
        {
            for (; i <= values.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
            {
                Vector.Widen(new Vector<ushort>(halves[i..]), out var low, out var high);
                ToSingle(low).CopyTo(values[i..]);
                ToSingle(high).CopyTo(values[(i + Vector<uint>.Count)..]);
            }
        }

        for (; i < values.Length; i++) values[i] = (float)BitConverter.UInt16BitsToHalf(halves[i]);
    }

    private static Vector<uint> ToHalf(Vector<uint> bits)
    {
        var size = bits & new Vector<uint>(0x7FFF_FFFF);
        // Where half precision has the exponent too, 13 bits are rounded away, halves to even, and the bias changes from 127 to 15.
        var normal = (size + new Vector<uint>(0xFFF) + ((size >> 13) & Vector<uint>.One) >> 13) - new Vector<uint>(112 << 10);
        // Below 2⁻¹⁴ steps are 2⁻²⁴, as float32's are between 1/2 and 1: adding 1/2 rounds.
        var half = new Vector<float>(0.5f);
        var small = Vector.AsVectorUInt32(Vector.AsVectorSingle(size) + half) - Vector.AsVectorUInt32(half);
        var infinite = new Vector<uint>(0x7C00);
        var special = infinite | (Vector.GreaterThan(size, new Vector<uint>(0x7F80_0000)) & new Vector<uint>(0x200));
        var half16 = Vector.ConditionalSelect(Vector.LessThan(size, new Vector<uint>(113 << 23)), small, Vector.Min(normal, infinite));
        return Vector.ConditionalSelect(Vector.GreaterThan(size, new Vector<uint>(0x7F7F_FFFF)), special, half16) | (bits ^ size) >> 16;
    }

    /// <summary>What moves an exponent of bias 15 that stands in the place of one of bias 127.</summary>
    private const float TwoTo112 = 5.192296858534828e33f;

    private static Vector<float> ToSingle(Vector<uint> half)
    {
        var size = (half & new Vector<uint>(0x7FFF)) << 13;
        var finite = Vector.AsVectorUInt32(Vector.AsVectorSingle(size) * new Vector<float>(TwoTo112));
        var special = size | new Vector<uint>(0x7F80_0000);
        var bits = Vector.ConditionalSelect(Vector.LessThan(size, new Vector<uint>(0x7C00 << 13)), finite, special);
        return Vector.AsVectorSingle(bits | (half & new Vector<uint>(0x8000)) << 16);
    }
}
