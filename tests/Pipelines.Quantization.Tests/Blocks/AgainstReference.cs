using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization.Tests;

/// <summary>Blocks against ggml's own.</summary>
public sealed class AgainstReference
{
    private static readonly string[] kinds =
        ["normal", "outliers", "heavy tails", "uniform", "sparse", "uneven", "constant", "zero", "tiny", "huge"];

    public static TheoryData<GgufType> Quantized => [.. Rows.Quantized];

    public static TheoryData<GgufType> Legacy => [.. Rows.Legacy];

    public static TheoryData<GgufType> Searched => [.. Rows.Searched];

    [LlamaTheory]
    [MemberData(nameof(Quantized))]
    public void Arbitrary_blocks_decode_to_the_same_bits(GgufType type)
    {
        var blocks = Rows.ArbitraryBlocks(type, 257);
        Bits(Rows.Decode(type, blocks)).ShouldBe(Bits(Ggml.Dequantize(type, blocks)));
    }

    [LlamaTheory]
    [MemberData(nameof(Legacy))]
    public void Types_without_a_search_encode_to_the_same_bits(GgufType type)
    {
        foreach (var kind in kinds)
        {
            var values = Rows.Of(kind);
            Rows.Encode(type, values).ShouldBe(Ggml.Quantize(type, values, Rows.Columns), kind);
        }
    }

    [LlamaTheory]
    [MemberData(nameof(Searched))]
    public void Searches_find_blocks_as_near(GgufType type)
    {
        foreach (var kind in kinds) AsNear(type, kind, null);
    }

    [LlamaTheory]
    [MemberData(nameof(Quantized))]
    public void Importance_is_met_as_well(GgufType type)
    {
        foreach (var kind in kinds) AsNear(type, kind, Rows.Importance());
    }

    /// <summary>An error of at most 1.02 times the reference's; or, where that is none to speak of, of half precision's rounding.</summary>
    private static void AsNear(GgufType type, string kind, float[]? importance)
    {
        var values = Rows.Of(kind);
        var ours = Rows.Error(values, Rows.Decode(type, Rows.Encode(type, values, importance)), importance);
        var theirs = Rows.Error(values, Rows.Decode(type, Ggml.Quantize(type, values, Rows.Columns, importance)), importance);
        var rounding = Rows.Error(values, new float[values.Length], importance) * Math.Pow(2, -22);
        ours.ShouldBeLessThanOrEqualTo(Math.Max(1.02 * theirs, rounding), kind);
    }

    private static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);
}
