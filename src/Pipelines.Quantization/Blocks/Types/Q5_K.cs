using System.Runtime.CompilerServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>
/// Blocks of 256 in eight parts of 32: half-precision step of scales and of minimums, 12 bytes with six bits of each, 32 bytes of fifth
/// bits (bit p of byte i is that of value i of part p), 128 bytes of nibbles; value scale · code − minimum.
/// </summary>
internal sealed class Q5_K() : RangeFormat(GgufType.Q5_K, partLength: 32, levels: 31, greatestScale: 63)
{
    private protected override void Pack(Strip strip, int part, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        HalfScale.Write(block, strip.Steps.ScaleSteps[part]);
        HalfScale.Write(block[2..], strip.Steps.MinimumSteps[part]);
        SixBitPairs.Pack(strip.Steps.ScaleCodes.AsSpan(part, 8), strip.Steps.MinimumCodes.AsSpan(part, 8), block[4..16]);
        BitPlanes.Pack(codes, shift: 4, bits: 1, block.Slice(16, 32));
        for (var k = 0; k < 4; k++) Nibbles.Pack(codes.Slice(64 * k, 64), block.Slice(48 + 32 * k, 32));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; blocks.Length > 0; blocks = blocks[176..], values = values[256..])
        {
            var (scaleStep, minimumStep) = (HalfScale.Read(blocks), HalfScale.Read(blocks[2..]));
            var fifth = blocks.Slice(16, 32);
            for (var part = 0; part < 8; part++)
            {
                var (scaleCode, minimumCode) = SixBitPairs.Read(blocks.Slice(4, 12), part);
                var (scale, minimum) = (T.Of(scaleStep * scaleCode), T.Of(minimumStep * minimumCode));
                var codes = blocks.Slice(48 + part / 2 * 32, 32);
                for (var i = 0; i < 32; i += T.Count)
                {
                    var code = T.Load(codes[i..], part % 2 * 4, 15) + T.Load(fifth[i..], part, 1) * T.Of(16);
                    (code * scale - minimum).Store(values[(part * 32 + i)..]);
                }
            }
        }
    }
}
