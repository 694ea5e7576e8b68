using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization.Tests;

/// <summary>MXFP4 whose scales are in a tensor of their own.</summary>
public sealed class SplitTensors
{
    private const int Groups = 131;

    private readonly byte[] blocks = new byte[16 * Groups], scales = new byte[Groups];

    public SplitTensors()
    {
        var random = new Random(7);
        random.NextBytes(blocks);
        for (var i = 0; i < Groups; i++) scales[i] = (byte)random.Next(252);
    }

    [Fact]
    public void Decode_as_the_specification_says()
    {
        double[] numbers = [0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6];
        var values = new float[32 * Groups];
        SplitMxfp4.Decode(blocks, scales, values);
        for (var i = 0; i < values.Length; i++)
        {
            var code = blocks[i / 2] >> i % 2 * 4 & 15;
            ((double)values[i]).ShouldBe(numbers[code] * Math.Pow(2, scales[i / 32] - 127), $"{i}");
        }
    }

    [Fact]
    public void Become_blocks_of_the_same_values_and_come_back()
    {
        var (values, joined) = (new float[32 * Groups], new byte[17 * Groups]);
        SplitMxfp4.Decode(blocks, scales, values);
        SplitMxfp4.Join(blocks, scales, joined);
        Rows.Decode(GgufType.MXFP4, joined).ShouldBe(values);
        var (again, scalesAgain) = (new byte[blocks.Length], new byte[scales.Length]);
        SplitMxfp4.Split(joined, again, scalesAgain);
        again.ShouldBe(blocks);
        scalesAgain.ShouldBe(scales);
    }

    [Fact]
    public void Have_sixteen_bytes_to_a_scale() =>
        Should.Throw<ArgumentException>(() => SplitMxfp4.Decode(blocks.AsSpan(16), scales, new float[32 * Groups]))
            .Message.ShouldBe("131 scales are for 2096 bytes of codes and 4192 others; there are 2080 and 4192");
}
