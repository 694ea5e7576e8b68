using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>Blocks of 32: half-precision scale and minimum, 32 fifth bits, 16 bytes of nibbles; value code · scale + minimum.</summary>
internal sealed class Q5_1() : StripFormat(GgufType.Q5_1, 32)
{
    private const int Levels = 31;

    private protected override void Fit<T>(Strip strip, bool weighted)
    {
        if (weighted) RangeSearch.Fit<T>(strip, Levels);
        else ExtremeFit.Range<T>(strip, Levels);
    }

    private protected override void Pack(Strip strip, int part, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        HalfScale.Write(block, strip.Scales[part]);
        HalfScale.Write(block[2..], strip.Minimums[part]);
        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], Nibbles.FifthBits(codes));
        Nibbles.Pack(codes, block[8..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; blocks.Length > 0; blocks = blocks[24..], values = values[32..])
        {
            var scale = T.Of(HalfScale.Read(blocks));
            var minimum = T.Of(HalfScale.Read(blocks[2..]));
            var fifth = BinaryPrimitives.ReadUInt32LittleEndian(blocks[4..]);
            for (var i = 0; i < 16; i += T.Count)
            {
                var codes = blocks[(8 + i)..];
                var low = T.Load(codes, 0, 15) + T.Flags(fifth >> i) * T.Of(16);
                var high = T.Load(codes, 4, 15) + T.Flags(fifth >> 16 + i) * T.Of(16);
                (low * scale + minimum).Store(values[i..]);
                (high * scale + minimum).Store(values[(16 + i)..]);
            }
        }
    }
}
