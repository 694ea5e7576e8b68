using System.Runtime.CompilerServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>Blocks of 32: half-precision scale, 16 bytes of nibbles; value (code − 8) · scale.</summary>
internal sealed class Q4_0() : StripFormat(GgufType.Q4_0, 32)
{
    private const int Zero = 8;

    private protected override void Fit<T>(Strip strip, bool weighted)
    {
        if (weighted) CentredSearch.Fit<T>(strip, Zero);
        else ExtremeFit.Centred<T>(strip, Zero);
    }

    private protected override void Pack(Strip strip, int part, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        HalfScale.Write(block, strip.Scales[part]);
        Nibbles.Pack(codes, block[2..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; blocks.Length > 0; blocks = blocks[18..], values = values[32..])
        {
            var scale = T.Of(HalfScale.Read(blocks));
            for (var i = 0; i < 16; i += T.Count)
            {
                var codes = blocks[(2 + i)..];
                ((T.Load(codes, 0, 15) - T.Of(Zero)) * scale).Store(values[i..]);
                ((T.Load(codes, 4, 15) - T.Of(Zero)) * scale).Store(values[(16 + i)..]);
            }
        }
    }
}
