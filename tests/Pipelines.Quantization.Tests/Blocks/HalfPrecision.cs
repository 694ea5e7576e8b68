using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization.Tests;

/// <summary>F16 and BF16 against conversions one by one.</summary>
public sealed class HalfPrecision
{
    [Fact]
    public void Every_half_decodes_to_its_value()
    {
        var halves = Enumerable.Range(0, 65536).Select(i => (ushort)i).ToArray();
        Decode(GgufType.F16, halves).ShouldBe(halves.Select(half => (float)BitConverter.UInt16BitsToHalf(half)));
        var upper = Decode(GgufType.BF16, halves);
        upper.Select(BitConverter.SingleToUInt32Bits).ShouldBe(halves.Select(half => (uint)half << 16));
    }

    [Fact]
    public void Numbers_round_to_the_nearest_half_and_of_two_to_the_even_one()
    {
        // Every half, the floats beside it, and what lies in the middle between two, with the floats beside that.
        var values = new List<float>();
        for (var i = 0; i < 0x7C00; i++)
        {
            var half = (float)BitConverter.UInt16BitsToHalf((ushort)i);
            var next = i == 0x7BFF ? 65536f : (float)BitConverter.UInt16BitsToHalf((ushort)(i + 1));
            foreach (var value in new[] { half, half + (next - half) / 2 })
            {
                foreach (var near in new[] { MathF.BitDecrement(value), value, MathF.BitIncrement(value) }) values.AddRange([near, -near]);
            }
        }

        values.AddRange([1e-45f, 1e-39f, 1e5f, 1e38f, float.MaxValue, float.PositiveInfinity, float.NegativeInfinity]);
        Encode(GgufType.F16, [.. values]).ShouldBe(values.Select(value => BitConverter.HalfToUInt16Bits((Half)value)));
        Half.IsNaN(BitConverter.UInt16BitsToHalf(Encode(GgufType.F16, [.. Enumerable.Repeat(float.NaN, 64)])[0])).ShouldBeTrue();
    }

    [Fact]
    public void Numbers_round_to_the_nearest_upper_half()
    {
        var random = new Random(1);
        var bits = new uint[20_000];
        for (var i = 0; i < bits.Length; i++) bits[i] = (uint)random.NextInt64(1L << 32) & (i % 4 == 0 ? 0xFFFF_8000 : uint.MaxValue);
        var rounded = Encode(GgufType.BF16, Array.ConvertAll(bits, BitConverter.UInt32BitsToSingle));
        for (var i = 0; i < bits.Length; i++)
        {
            var value = (double)BitConverter.UInt32BitsToSingle(bits[i]);
            var back = BitConverter.UInt32BitsToSingle((uint)rounded[i] << 16);
            if (double.IsNaN(value)) float.IsNaN(back).ShouldBeTrue();
            if (!double.IsFinite(value) || !float.IsFinite(back)) continue;
            var down = BitConverter.UInt32BitsToSingle(bits[i] & 0xFFFF_0000);
            var up = BitConverter.UInt32BitsToSingle((bits[i] & 0xFFFF_0000) + 0x1_0000);
            var (below, above) = (Math.Abs(value - down), Math.Abs((double)up - value));
            back.ShouldBe(below < above || (below == above && (bits[i] >> 16 & 1) == 0) ? down : up);
        }
    }

    private static float[] Decode(GgufType type, ushort[] halves)
    {
        var values = new float[halves.Length];
        BlockFormat.Of(type).Dequantize(MemoryMarshal.AsBytes(halves.AsSpan()), values);
        return values;
    }

    private static ushort[] Encode(GgufType type, float[] values)
    {
        var halves = new ushort[values.Length];
        BlockFormat.Of(type).Quantize(values, values.Length, MemoryMarshal.AsBytes(halves.AsSpan()));
        return halves;
    }
}
