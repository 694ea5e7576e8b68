using System.Runtime.CompilerServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>
/// Blocks of 32: half-precision scale, 16 bytes of nibbles; value level(code) · scale. Levels lie closer around 0, where most weights are.
/// </summary>
internal sealed class IQ4_NL() : StripFormat(GgufType.IQ4_NL, 32)
{
    /// <summary>What the codes stand for (ggml-common.h), ascending.</summary>
    internal static ReadOnlySpan<sbyte> Levels => [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

    private protected override void Fit<T>(Strip strip, bool weighted) => LevelSearch.Fit<T>(strip, Levels);

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
                (T.Lookup(Levels, codes, 0) * scale).Store(values[i..]);
                (T.Lookup(Levels, codes, 4) * scale).Store(values[(16 + i)..]);
            }
        }
    }
}
