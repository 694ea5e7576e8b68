using System.Buffers.Binary;
using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization.Tests.Kernels;

/// <summary>Blocks of every type that hold any bits at all but scales that are not finite.</summary>
internal static class RandomBlocks
{
    public static readonly IReadOnlyList<GgufType> Types = [.. Enum.GetValues<GgufType>().Where(type => type is not
        (GgufType.I8 or GgufType.I16 or GgufType.I32 or GgufType.I64 or GgufType.F64))];

    public static byte[] Of(GgufType type, long elements, Random random)
    {
        var blocks = new byte[type.Bytes(elements)];
        random.NextBytes(blocks);
        for (var block = 0; block < blocks.Length; block += type.BlockBytes())
        {
            foreach (var scale in Scales(type))
                BinaryPrimitives.WriteHalfLittleEndian(blocks.AsSpan(block + scale), (Half)(random.NextSingle() - 0.5f));
            if (type == GgufType.MXFP4) blocks[block] = (byte)(random.Next(16) == 0 ? random.Next(8) : 100 + random.Next(30));
            if (type == GgufType.BF16) blocks[block + 1] = (byte)(0x3F | (random.Next(2) << 7));
            if (type == GgufType.F32) BinaryPrimitives.WriteSingleLittleEndian(blocks.AsSpan(block), random.NextSingle() - 0.5f);
        }
        return blocks;
    }

    public static float[] Inputs(long count, Random random)
    {
        var inputs = new float[count];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = random.NextSingle() * 4 - 2;
        inputs.AsSpan(0, (int)Math.Min(count, 256)).Clear();    // a block of nothing
        return inputs;
    }

    private static int[] Scales(GgufType type) => type switch
    {
        GgufType.F32 or GgufType.BF16 or GgufType.MXFP4 => [],
        GgufType.Q4_1 or GgufType.Q5_1 or GgufType.Q4_K or GgufType.Q5_K => [0, 2],
        GgufType.Q2_K => [80, 82],
        GgufType.Q3_K => [108],
        GgufType.Q6_K => [208],
        GgufType.TQ1_0 => [52],
        GgufType.TQ2_0 => [64],
        _ => [0],
    };
}
