using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Pipelines.Formats.Gguf;
using static Pipelines.Quantization.CodeLevels;

namespace Pipelines.Quantization;

/// <summary>
/// Blocks of 256 in eight parts of 32: half-precision step of scales, two bytes with the upper two bits of each scale, four bytes with the
/// lower four, 128 bytes of nibbles; value scale · level(code). Nibbles of a part stand as in <see cref="IQ4_NL"/>.
/// </summary>
internal sealed class IQ4_XS() : StripFormat(GgufType.IQ4_XS, 32)
{
    private const int ScaleZero = 32;

    private protected override void Fit<T>(Strip strip, bool weighted)
    {
        LevelSearch.Find<T, Uneven>(strip, LevelSearch.NearShares);
        ScaleSteps.Fit<T, LevelPass<Uneven>>(strip, default, PartsOfBlock, ScaleZero);
        for (var part = 0; part < Strip.Parts; part += T.Count)
        {
            var scale = T.Load(strip.Steps.ScaleSteps.AsSpan(part)) * T.Load(strip.Steps.ScaleCodes.AsSpan(part));
            default(LevelPass<Uneven>).Encode(strip, part, scale);
        }
    }

    private protected override void Pack(Strip strip, int part, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        var upper = 0;
        block[4..8].Clear();
        for (var i = 0; i < 8; i++)
        {
            var scale = (int)strip.Steps.ScaleCodes[part + i] + ScaleZero;
            block[4 + i / 2] |= (byte)((scale & 15) << i % 2 * 4);
            upper |= scale >> 4 << 2 * i;
            Nibbles.Pack(codes.Slice(32 * i, 32), block.Slice(8 + 16 * i, 16));
        }

        HalfScale.Write(block, strip.Steps.ScaleSteps[part]);
        BinaryPrimitives.WriteUInt16LittleEndian(block[2..], (ushort)upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; blocks.Length > 0; blocks = blocks[136..], values = values[256..])
        {
            var step = HalfScale.Read(blocks);
            var upper = BinaryPrimitives.ReadUInt16LittleEndian(blocks[2..]);
            for (var part = 0; part < 8; part++)
            {
                var code = (blocks[4 + part / 2] >> part % 2 * 4 & 15 | (upper >> 2 * part & 3) << 4) - ScaleZero;
                var scale = T.Of(step * code);
                for (var i = 0; i < 16; i += T.Count)
                {
                    var codes = blocks[(8 + 16 * part + i)..];
                    (T.Lookup(Uneven.OfNibbles, codes, 0) * scale).Store(values[(32 * part + i)..]);
                    (T.Lookup(Uneven.OfNibbles, codes, 4) * scale).Store(values[(32 * part + 16 + i)..]);
                }
            }
        }
    }
}
