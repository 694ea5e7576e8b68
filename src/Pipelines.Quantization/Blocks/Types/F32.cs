using System.Runtime.InteropServices;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>float32 as it is.</summary>
internal sealed class F32() : BlockFormat(GgufType.F32)
{
    private protected override void Encode<T>(
        ReadOnlySpan<float> values, int columns, Span<byte> blocks, ReadOnlySpan<float> importance) =>
        MemoryMarshal.AsBytes(values).CopyTo(blocks);

    private protected override void Decode<T>(ReadOnlySpan<byte> blocks, Span<float> values) =>
        blocks.CopyTo(MemoryMarshal.AsBytes(values));
}
