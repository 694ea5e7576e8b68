using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization;

/// <summary>
/// MXFP4 with scales in a tensor of their own, as safetensors of gpt-oss keep it: <c>…_blocks</c>, uint8 [..., groups, 16], whose byte i of
/// a group has elements 2 i, low, and 2 i + 1, high; and <c>…_scales</c>, uint8 [..., groups], exponents counted from 127. A group is 32
/// elements that follow each other. GGUF's <see cref="GgufType.MXFP4"/> has the scale before the codes, and element i beside i + 16.
/// </summary>
public static class SplitMxfp4
{
    private const int GroupBytes = 16;

    /// <summary>Decodes groups; every value is exact in float32, and in bfloat16.</summary>
    /// <param name="blocks">[groups, 16]</param>
    /// <param name="scales">[groups]</param>
    /// <param name="values">[groups, 32], written whole</param>
    /// <exception cref="ArgumentException">the lengths do not fit each other</exception>
    public static void Decode(ReadOnlySpan<byte> blocks, ReadOnlySpan<byte> scales, Span<float> values)
    {
        Check(blocks, scales, values.Length, 2 * GroupBytes);
        const int some = 64;
        Span<byte> joined = stackalloc byte[some * (GroupBytes + 1)];
        var format = BlockFormat.Of(GgufType.MXFP4);
        for (var group = 0; group < scales.Length; group += some)
        {
            var count = Math.Min(some, scales.Length - group);
            var into = joined[..(count * (GroupBytes + 1))];
            Join(blocks.Slice(group * GroupBytes, count * GroupBytes), scales.Slice(group, count), into);
            format.Dequantize(into, values.Slice(group * 2 * GroupBytes, count * 2 * GroupBytes));
        }
    }

    /// <summary>The blocks of <see cref="GgufType.MXFP4"/> with the same values.</summary>
    /// <param name="blocks">[groups, 16]</param>
    /// <param name="scales">[groups]</param>
    /// <param name="joined">[groups, 17], written whole</param>
    /// <exception cref="ArgumentException">the lengths do not fit each other</exception>
    public static void Join(ReadOnlySpan<byte> blocks, ReadOnlySpan<byte> scales, Span<byte> joined)
    {
        Check(blocks, scales, joined.Length, GroupBytes + 1);
        for (var group = 0; group < scales.Length; group++)
        {
            var from = blocks.Slice(group * GroupBytes, GroupBytes);
            var to = joined.Slice(group * (GroupBytes + 1), GroupBytes + 1);
            to[0] = scales[group];
            for (var i = 0; i < GroupBytes; i++)
            {
                var (low, high) = (from[i / 2], from[GroupBytes / 2 + i / 2]);
                to[1 + i] = (byte)(i % 2 == 0 ? low & 15 | high << 4 : low >> 4 | high & 0xF0);
            }
        }
    }

    /// <summary>The tensors of blocks of <see cref="GgufType.MXFP4"/>.</summary>
    /// <param name="joined">[groups, 17]</param>
    /// <param name="blocks">[groups, 16], written whole</param>
    /// <param name="scales">[groups], written whole</param>
    /// <exception cref="ArgumentException">the lengths do not fit each other</exception>
    public static void Split(ReadOnlySpan<byte> joined, Span<byte> blocks, Span<byte> scales)
    {
        Check(blocks, scales, joined.Length, GroupBytes + 1);
        for (var group = 0; group < scales.Length; group++)
        {
            var from = joined.Slice(group * (GroupBytes + 1), GroupBytes + 1);
            var to = blocks.Slice(group * GroupBytes, GroupBytes);
            scales[group] = from[0];
            for (var i = 0; i < GroupBytes / 2; i++)
            {
                var (even, odd) = (from[1 + 2 * i], from[2 + 2 * i]);
                to[i] = (byte)(even & 15 | odd << 4);
                to[GroupBytes / 2 + i] = (byte)(even >> 4 | odd & 0xF0);
            }
        }
    }

    private static void Check(ReadOnlySpan<byte> blocks, ReadOnlySpan<byte> scales, int length, int ofGroup)
    {
        if (blocks.Length != (long)scales.Length * GroupBytes || length != (long)scales.Length * ofGroup)
            throw new ArgumentException(
                $"{scales.Length} scales are for {(long)scales.Length * GroupBytes} bytes of codes and {(long)scales.Length * ofGroup} others; " +
                $"there are {blocks.Length} and {length}");
    }
}
