using System.Runtime.CompilerServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>Blocks of 32: half-precision scale and minimum, 16 bytes of nibbles; value code · scale + minimum.</summary>
internal sealed class Q4_1() : StripFormat(GgufType.Q4_1, 32)
{
    private const int Levels = 15;

    private protected override void Fit<T>(Strip strip, bool weighted)
    {
        if (weighted) RangeSearch.Fit<T>(strip, Levels);
        else ExtremeFit.Range<T>(strip, Levels);
    }

    private protected override void Pack(Strip strip, int part, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        HalfScale.Write(block, strip.Scales[part]);
        HalfScale.Write(block[2..], strip.Minimums[part]);
        Nibbles.Pack(codes, block[4..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; blocks.Length > 0; blocks = blocks[20..], values = values[32..])
        {
            var scale = T.Of(HalfScale.Read(blocks));
            var minimum = T.Of(HalfScale.Read(blocks[2..]));
            for (var i = 0; i < 16; i += T.Count)
            {
                var codes = blocks[(4 + i)..];
                (T.Load(codes, 0, 15) * scale + minimum).Store(values[i..]);
                (T.Load(codes, 4, 15) * scale + minimum).Store(values[(16 + i)..]);
            }
        }
    }
}
