using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>
/// Blocks of 32: half-precision scale, 32 signed bytes; value code · scale. There is room for all: importance changes nothing.
/// </summary>
internal sealed class Q8_0() : StripFormat(GgufType.Q8_0, 32)
{
    private protected override void Fit<T>(Strip strip, bool weighted) => ExtremeFit.Signed<T>(strip, sbyte.MaxValue);

    private protected override void Pack(Strip strip, int part, ReadOnlySpan<byte> codes, Span<byte> block)
    {
        HalfScale.Write(block, strip.Scales[part]);
        codes.CopyTo(block[2..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values)
    {
        for (; blocks.Length > 0; blocks = blocks[34..], values = values[32..])
        {
            var scale = T.Of(HalfScale.Read(blocks));
            var codes = MemoryMarshal.Cast<byte, sbyte>(blocks[2..34]);
            for (var i = 0; i < 32; i += T.Count) (T.Load(codes[i..]) * scale).Store(values[i..]);
        }
    }
}
