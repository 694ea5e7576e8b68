using System.Runtime.CompilerServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>Blocks of 256: 52 bytes of <see cref="Trits"/>, half-precision scale.</summary>
internal sealed class TQ1_0() : TernaryFormat(GgufType.TQ1_0)
{
    private protected override void Pack(Strip strip, int part, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        Trits.Pack(codes, block[..Trits.Bytes]);
        HalfScale.Write(block[Trits.Bytes..], strip.Scales[part]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        Span<byte> codes = stackalloc byte[Trits.Codes];
        for (; blocks.Length > 0; blocks = blocks[54..], values = values[256..])
        {
            var scale = T.Of(HalfScale.Read(blocks[Trits.Bytes..]));
            Trits.Unpack(blocks[..Trits.Bytes], codes);
            for (var i = 0; i < codes.Length; i += T.Count) ((T.Load(codes[i..], 0, 3) - T.Of(1)) * scale).Store(values[i..]);
        }
    }
}
