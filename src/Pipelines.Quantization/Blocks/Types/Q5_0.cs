using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>Blocks of 32: half-precision scale, 32 fifth bits, 16 bytes of nibbles; value (code − 16) · scale.</summary>
internal sealed class Q5_0() : StripFormat(GgufType.Q5_0, 32)
{
    private const int Zero = 16;

    private protected override void Fit<T>(Strip strip, bool weighted)
    {
        if (weighted) CentredSearch.Fit<T>(strip, Zero);
        else ExtremeFit.Centred<T>(strip, Zero);
    }

    private protected override void Pack(Strip strip, int part, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        HalfScale.Write(block, strip.Scales[part]);
        BinaryPrimitives.WriteUInt32LittleEndian(block[2..], Nibbles.FifthBits(codes));
        Nibbles.Pack(codes, block[6..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; blocks.Length > 0; blocks = blocks[22..], values = values[32..])
        {
            var scale = T.Of(HalfScale.Read(blocks));
            var fifth = BinaryPrimitives.ReadUInt32LittleEndian(blocks[2..]);
            for (var i = 0; i < 16; i += T.Count)
            {
                var codes = blocks[(6 + i)..];
                var low = T.Load(codes, 0, 15) + T.Flags(fifth >> i) * T.Of(16);
                var high = T.Load(codes, 4, 15) + T.Flags(fifth >> 16 + i) * T.Of(16);
                ((low - T.Of(Zero)) * scale).Store(values[i..]);
                ((high - T.Of(Zero)) * scale).Store(values[(16 + i)..]);
            }
        }
    }
}
