using System.Runtime.CompilerServices;
using Pipelines.Formats.Gguf;
using static Pipelines.Quantization.CodeLevels;

namespace Pipelines.Quantization;

/// <summary>
/// Blocks of 32: half-precision scale, 16 bytes of nibbles; value level(code) · scale. Levels lie closer around 0, where most weights are.
/// </summary>
internal sealed class IQ4_NL() : StripFormat(GgufType.IQ4_NL, 32)
{
    private protected override void Fit<T>(Strip strip, bool weighted)
    {
        LevelSearch.Find<T, Uneven>(strip, LevelSearch.NearShares);
        for (var part = 0; part < Strip.Parts; part++) strip.Scales[part] = HalfScale.Round(strip.Scales[part]);
        for (var part = 0; part < Strip.Parts; part += T.Count)
            default(LevelPass<Uneven>).Encode(strip, part, T.Load(strip.Scales.AsSpan(part)));
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
                (T.Lookup(Uneven.OfNibbles, codes, 0) * scale).Store(values[i..]);
                (T.Lookup(Uneven.OfNibbles, codes, 4) * scale).Store(values[(16 + i)..]);
            }
        }
    }
}
