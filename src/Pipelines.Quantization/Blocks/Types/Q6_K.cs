using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>
/// Blocks of 256 in sixteen parts of 16: 128 bytes of nibbles, 64 bytes with the two bits above, a signed byte of scale for each part,
/// half-precision step of scales; value scale · (code − 32). In each half of the block, nibble byte i has values i and i + 64, and byte i
/// of the upper bits values i, i + 32, i + 64, i + 96.
/// </summary>
internal sealed class Q6_K() : CentredFormat(GgufType.Q6_K, zero: 32, scaleZero: 128)
{
    private protected override void Pack(Strip strip, int part, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        for (var half = 0; half < 2; half++)
        {
            var some = codes.Slice(128 * half, 128);
            Nibbles.Pack(some, block.Slice(64 * half, 64));
            BitPlanes.Pack(some, 4, 2, block.Slice(128 + 32 * half, 32));
        }

        for (var i = 0; i < 16; i++) block[192 + i] = (byte)(int)strip.Steps.ScaleCodes[part + i];
        HalfScale.Write(block[208..], strip.Steps.ScaleSteps[part]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; blocks.Length > 0; blocks = blocks[210..], values = values[256..])
        {
            var step = HalfScale.Read(blocks[208..]);
            var scales = MemoryMarshal.Cast<byte, sbyte>(blocks.Slice(192, 16));
            for (var part = 0; part < 16; part++)
            {
                var scale = T.Of(step * scales[part]);
                var (half, row) = (part / 8, part % 8 / 2); // a row of 32 of the half
                var nibbles = blocks.Slice(64 * half + row % 2 * 32 + part % 2 * 16, 16);
                var upper = blocks.Slice(128 + 32 * half + part % 2 * 16, 16);
                for (var i = 0; i < 16; i += T.Count)
                {
                    var code = T.Load(nibbles[i..], row / 2 * 4, 15) + T.Load(upper[i..], row * 2, 3) * T.Of(16);
                    ((code - T.Of(32)) * scale).Store(values[(part * 16 + i)..]);
                }
            }
        }
    }
}
