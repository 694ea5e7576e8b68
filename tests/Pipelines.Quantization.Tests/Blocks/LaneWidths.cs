using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization.Tests;

/// <summary>Every width that this machine has registers for, against one lane in plain C#.</summary>
public sealed class LaneWidths
{
    public static TheoryData<GgufType> Formats => [.. BlockFormats.All.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Encode_to_the_same_bits(GgufType type)
    {
        foreach (var kind in new[] { "normal", "outliers", "sparse", "zero", "tiny", "subnormal", "beyond half precision" })
        {
            foreach (var importance in new[] { null, Rows.Importance() })
            {
                var values = Rows.Of(kind, rows: 3);
                var plain = Encode(1);
                foreach (var lanes in LaneCount.All) Encode(lanes).ShouldBe(plain, $"{kind} in {lanes} lanes");

                byte[] Encode(int lanes)
                {
                    var blocks = new byte[type.Bytes(values.Length)];
                    BlockFormat.Of(type).Quantize(values, Rows.Columns, blocks, importance, lanes, threads: 1);
                    return blocks;
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Decode_to_the_same_bits(GgufType type)
    {
        var blocks = Rows.ArbitraryBlocks(type, type.BlockLength() == 1 ? 1001 : 33);
        var plain = Decode(1);
        foreach (var lanes in LaneCount.All) Decode(lanes).ShouldBe(plain, $"{lanes} lanes");

        int[] Decode(int lanes)
        {
            var values = new float[blocks.Length / type.BlockBytes() * type.BlockLength()];
            BlockFormat.Of(type).Dequantize(blocks, values, lanes);
            return Array.ConvertAll(values, value => float.IsNaN(value) ? -1 : BitConverter.SingleToInt32Bits(value));
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void How_rows_are_shared_out_makes_no_difference(GgufType type)
    {
        var values = Rows.Of("normal", rows: 700);
        BlockFormat.Of(type).Quantize(values, Rows.Columns, Span(out var alone), default, LaneCount.Widest, threads: 1);
        BlockFormat.Of(type).Quantize(values, Rows.Columns, Span(out var shared), default, LaneCount.Widest, threads: 3);
        shared.ShouldBe(alone);

        byte[] Span(out byte[] blocks) => blocks = new byte[type.Bytes(values.Length)];
    }
}
