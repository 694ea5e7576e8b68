using System.Runtime.CompilerServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>
/// Blocks of 256 in sixteen parts of 16: 32 bytes of third bits (bit p of byte i is that of value i of the p-th 32), 64 bytes of two bits
/// as in <see cref="Q2_K"/>, 12 bytes with six bits of scale for each part, half-precision step of scales; value scale · (code − 4).
/// </summary>
internal sealed class Q3_K() : CentredFormat(GgufType.Q3_K, zero: 4, scaleZero: 32)
{
    private protected override void Pack(Strip strip, int part, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        BitPlanes.Pack(codes, 2, 1, block[..32]);
        for (var half = 0; half < 2; half++) BitPlanes.Pack(codes.Slice(128 * half, 128), 0, 2, block.Slice(32 + 32 * half, 32));
        SixBits.Pack(strip.Steps.ScaleCodes.AsSpan(part, 16), block[96..108]);
        HalfScale.Write(block[108..], strip.Steps.ScaleSteps[part]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; blocks.Length > 0; blocks = blocks[110..], values = values[256..])
        {
            var step = HalfScale.Read(blocks[108..]);
            for (var part = 0; part < 16; part++)
            {
                var scale = T.Of(step * SixBits.Read(blocks.Slice(96, 12), part));
                var low = blocks.Slice(32 + part / 8 * 32 + part % 2 * 16, 16);
                var third = blocks.Slice(part % 2 * 16, 16);
                for (var i = 0; i < 16; i += T.Count)
                {
                    var code = T.Load(low[i..], part % 8 / 2 * 2, 3) + T.Load(third[i..], part / 2, 1) * T.Of(4);
                    ((code - T.Of(4)) * scale).Store(values[(part * 16 + i)..]);
                }
            }
        }
    }
}
