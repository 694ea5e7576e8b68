using System.Runtime.CompilerServices;
using Pipelines.Formats.Gguf;
using static Pipelines.Quantization.CodeLevels;

namespace Pipelines.Quantization;

/// <summary>
/// Blocks of 32: a byte with the exponent of the scale, 16 bytes of nibbles that are E2M1 numbers; value number · 2^(byte − 127). The
/// numbers are taken twice as large and the scale half, so that they are whole.
/// </summary>
internal sealed class MXFP4() : StripFormat(GgufType.MXFP4, 32)
{
    /// <summary>The level 0 among the ascending ones.</summary>
    private const int Zero = 7;

    private protected override void Fit<T>(Strip strip, bool weighted) => PowerSearch.Fit<T>(strip);

    private protected override void Pack(Strip strip, int part, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        Span<byte> nibbles = stackalloc byte[32];
        for (var i = 0; i < nibbles.Length; i++) nibbles[i] = (byte)(codes[i] < Zero ? 8 + Zero - codes[i] : codes[i] - Zero);
        block[0] = PowerScale.Byte(strip.Scales[part]);
        Nibbles.Pack(nibbles, block[1..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; blocks.Length > 0; blocks = blocks[17..], values = values[32..])
        {
            var scale = T.Of(PowerScale.Read(blocks[0]));
            for (var i = 0; i < 16; i += T.Count)
            {
                var codes = blocks[(1 + i)..];
                (T.Lookup(FloatingPoint.OfNibbles, codes, 0) * scale).Store(values[i..]);
                (T.Lookup(FloatingPoint.OfNibbles, codes, 4) * scale).Store(values[(16 + i)..]);
            }
        }
    }
}
