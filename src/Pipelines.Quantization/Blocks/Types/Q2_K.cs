using System.Runtime.CompilerServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>
/// Blocks of 256 in sixteen parts of 16: a nibble of scale and a nibble of minimum for each, 64 bytes of two bits, half-precision step of
/// scales and of minimums; value scale · code − minimum. In each half of the block, byte i has values i, i + 32, i + 64, i + 96.
/// </summary>
internal sealed class Q2_K() : RangeFormat(GgufType.Q2_K, partLength: 16, levels: 3, greatestScale: 15)
{
    private protected override void Pack(Strip strip, int part, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        for (var i = 0; i < 16; i++)
            block[i] = (byte)((int)strip.Steps.ScaleCodes[part + i] | (int)strip.Steps.MinimumCodes[part + i] << 4);
        for (var half = 0; half < 2; half++) BitPlanes.Pack(codes.Slice(128 * half, 128), 0, 2, block.Slice(16 + 32 * half, 32));
        HalfScale.Write(block[80..], strip.Steps.ScaleSteps[part]);
        HalfScale.Write(block[82..], strip.Steps.MinimumSteps[part]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; blocks.Length > 0; blocks = blocks[84..], values = values[256..])
        {
            var (scaleStep, minimumStep) = (HalfScale.Read(blocks[80..]), HalfScale.Read(blocks[82..]));
            for (var part = 0; part < 16; part++)
            {
                var scale = T.Of(scaleStep * (blocks[part] & 15));
                var minimum = T.Of(minimumStep * (blocks[part] >> 4));
                var codes = blocks.Slice(16 + part / 8 * 32 + part % 2 * 16, 16);
                for (var i = 0; i < 16; i += T.Count)
                    (T.Load(codes[i..], part % 8 / 2 * 2, 3) * scale - minimum).Store(values[(part * 16 + i)..]);
            }
        }
    }
}
