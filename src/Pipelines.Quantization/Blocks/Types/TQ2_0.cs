using System.Runtime.CompilerServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>
/// Blocks of 256: 64 bytes of four codes each, half-precision scale. In each half of the block, byte i has values i, i + 32, i + 64, i + 96.
/// </summary>
internal sealed class TQ2_0() : TernaryFormat(GgufType.TQ2_0)
{
    private protected override void Pack(Strip strip, int part, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        for (var half = 0; half < 2; half++) BitPlanes.Pack(codes.Slice(128 * half, 128), 0, 2, block.Slice(32 * half, 32));
        HalfScale.Write(block[64..], strip.Scales[part]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; blocks.Length > 0; blocks = blocks[66..], values = values[256..])
        {
            var scale = T.Of(HalfScale.Read(blocks[64..]));
            for (var row = 0; row < 8; row++)
            {
                var codes = blocks.Slice(row / 4 * 32, 32);
                for (var i = 0; i < 32; i += T.Count)
                    ((T.Load(codes[i..], row % 4 * 2, 3) - T.Of(1)) * scale).Store(values[(32 * row + i)..]);
            }
        }
    }
}
