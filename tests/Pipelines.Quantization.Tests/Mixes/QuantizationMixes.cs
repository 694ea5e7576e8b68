using Pipelines.Formats.Gguf;
using Pipelines.Spec;

namespace Pipelines.Quantization.Tests;

public sealed class QuantizationMixes
{
    private static readonly MixModel model = new(
        ["token_embd.weight", .. Enumerable.Range(0, 8).SelectMany(i => new[] { $"blk.{i}.attn_v.weight", $"blk.{i}.ffn_down.weight" })],
        layers: 8, heads: 4, keyValueHeads: 4, experts: 0, importance: true);

    [Theory]
    [InlineData("blk.0.attn_norm.weight", 1, 256)]
    [InlineData("blk.0.attn_q.bias", 1, 256)]
    [InlineData("blk.0.ffn_gate_inp.weight", 8, 256)]
    [InlineData("blk.0.ssm_conv1d.weight", 256, 4)]
    [InlineData("blk.0.ssm_a", 256, 1)]
    [InlineData("position_embd.weight", 512, 256)]
    [InlineData("blk.0.attn_q.weight", 1, 256)]
    public void Small_tensors_stay_as_they_are(string name, long rows, long columns) =>
        QuantizationMix.Of(QuantizationType.Q2_K, new(name, [rows, columns], model), out _).ShouldBe(GgufType.F32);

    [Fact]
    public void Q4_K_M_gives_the_first_eighth_the_last_and_every_third_between_more_bits()
    {
        var down = Enumerable.Range(0, 8)
            .Select(i => QuantizationMix.Of(QuantizationType.Q4_K_M, new($"blk.{i}.ffn_down.weight", [4, 256], model), out _));
        down.ShouldBe(
        [
            GgufType.Q6_K, GgufType.Q4_K, GgufType.Q4_K, GgufType.Q6_K, GgufType.Q4_K, GgufType.Q4_K, GgufType.Q6_K, GgufType.Q6_K,
        ]);
    }

    [Fact]
    public void Importance_guards_the_first_ways_out_of_old_types()
    {
        QuantizationMix.Of(QuantizationType.Q4_0, new("blk.0.ffn_down.weight", [4, 256], model), out _).ShouldBe(GgufType.Q4_1);
        QuantizationMix.Of(QuantizationType.Q5_0, new("blk.0.ffn_down.weight", [4, 256], model), out _).ShouldBe(GgufType.Q5_1);
        QuantizationMix.Of(QuantizationType.Q4_0, new("blk.1.ffn_down.weight", [4, 256], model), out _).ShouldBe(GgufType.Q4_0);
    }

    [Theory]
    [InlineData(QuantizationType.Q2_K, 96, GgufType.Q4_0)]
    [InlineData(QuantizationType.Q4_K_M, 96, GgufType.Q5_0)]
    [InlineData(QuantizationType.Q5_K_M, 96, GgufType.Q5_1)]
    [InlineData(QuantizationType.Q6_K, 96, GgufType.Q8_0)]
    [InlineData(QuantizationType.Q4_K_M, 100, GgufType.F16)]
    [InlineData(QuantizationType.Q8_0, 100, GgufType.F16)]
    public void Rows_that_do_not_divide_get_another_type_and_a_note(QuantizationType type, long columns, GgufType expected)
    {
        QuantizationMix.Of(type, new("blk.1.ffn_up.weight", [4, columns], model), out var note).ShouldBe(expected);
        var wanted = QuantizationMix.Most(type);
        note.ShouldBe(
            $"blk.1.ffn_up.weight is {expected.Word()}, not {wanted.Word()}: " +
            $"rows of {columns} do not divide into blocks of {wanted.BlockLength()}");
    }

    [Fact]
    public void Rows_that_divide_get_no_note()
    {
        QuantizationMix.Of(QuantizationType.Q4_K_M, new("blk.1.ffn_up.weight", [4, 512], model), out var note).ShouldBe(GgufType.Q4_K);
        note.ShouldBeNull();
    }

    [Fact]
    public void What_is_kept_in_safetensors_is_none_of_these() => Should.Throw<ArgumentOutOfRangeException>(
        () => QuantizationMix.Of(QuantizationType.Gptq, new("blk.1.ffn_up.weight", [4, 256], model), out _))
        .Message.ShouldContain("kept in safetensors");
}
