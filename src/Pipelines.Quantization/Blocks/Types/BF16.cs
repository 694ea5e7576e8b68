using System.Numerics;
using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>The upper half of float32, rounded to nearest.</summary>
internal sealed class BF16() : BlockFormat(GgufType.BF16)
{
    private protected override void Encode<T>(
        ReadOnlySpan<float> values, int columns, Span<byte> blocks, ReadOnlySpan<float> importance)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(blocks);
        var bits = MemoryMarshal.Cast<float, uint>(values);
        var i = 0;
        if (T.Count > 1)
        {
            for (; i <= bits.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
                Vector.Narrow(Round(At(bits, i)), Round(At(bits, i + Vector<uint>.Count))).CopyTo(halves[i..]);
        }

        for (; i < bits.Length; i++) halves[i] = Round(bits[i]);
    }

    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        var halves = MemoryMarshal.Cast<byte, ushort>(blocks);
        var bits = MemoryMarshal.Cast<float, uint>(values);
        var i = 0;
        if (T.Count > 1)
        {
            for (; i <= bits.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
            {
                Vector.Widen(new Vector<ushort>(halves[i..]), out var low, out var high);
                (low << 16).CopyTo(bits[i..]);
                (high << 16).CopyTo(bits[(i + Vector<uint>.Count)..]);
            }
        }

        for (; i < bits.Length; i++) bits[i] = (uint)halves[i] << 16;
    }

    private static Vector<uint> At(ReadOnlySpan<uint> bits, int i) => new(bits[i..]);

    // A NaN whose payload stands in the lower half alone must not round to infinity: the quiet bit is set.
    private static ushort Round(uint bits) => (bits & 0x7FFF_FFFF) > 0x7F80_0000
        ? (ushort)(bits >> 16 | 0x40)
        : (ushort)(bits + 0x7FFF + (bits >> 16 & 1) >> 16);

    private static Vector<uint> Round(Vector<uint> bits)
    {
        var number = bits + new Vector<uint>(0x7FFF) + ((bits >> 16) & Vector<uint>.One) >> 16;
        var notNumber = bits >> 16 | new Vector<uint>(0x40);
        var isNaN = Vector.GreaterThan(bits & new Vector<uint>(0x7FFF_FFFF), new Vector<uint>(0x7F80_0000));
        return Vector.ConditionalSelect(isNaN, notNumber, number);
    }
}
