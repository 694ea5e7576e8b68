using Pipelines.Formats.Gguf;

namespace Pipelines.Quantization.Tests;

/// <summary>What cannot be encoded or decoded.</summary>
public sealed class Refusals
{
    [Fact]
    public void Rows_divide_into_blocks() => Message(GgufType.Q4_K, values: 192, columns: 96, bytes: 144)
        .ShouldStartWith("q4_k has blocks of 256 values; rows of 96 do not divide");

    [Fact]
    public void Values_are_whole_rows() => Message(GgufType.Q8_0, values: 96, columns: 64, bytes: 102)
        .ShouldStartWith("96 values are no whole rows of 64");

    [Fact]
    public void Blocks_have_room_for_the_values_and_no_more() => Message(GgufType.Q8_0, values: 64, columns: 64, bytes: 67)
        .ShouldStartWith("64 values take 68 bytes, not 67");

    [Fact]
    public void Importance_is_of_columns() => Should.Throw<ArgumentException>(
        () => BlockFormat.Of(GgufType.Q8_0).Quantize(new float[64], 64, new byte[68], new float[32]))
        .Message.ShouldStartWith("32 importances for 64 columns");

    [Theory]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Importance_is_finite_and_not_negative(float wrong)
    {
        var importance = new float[64];
        importance[3] = wrong;
        Should.Throw<ArgumentException>(() => BlockFormat.Of(GgufType.Q4_0).Quantize(new float[64], 64, new byte[36], importance))
            .Message.ShouldStartWith($"the importance of column 3 is {wrong}");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Weights_are_finite_and_the_first_that_is_not_is_named(float wrong)
    {
        var values = new float[3 * 256];
        values[256 + 77] = values[700] = wrong;
        Should.Throw<ArgumentException>(() => BlockFormat.Of(GgufType.Q6_K).Quantize(values, 256, new byte[630]))
            .Message.ShouldStartWith($"row 1 has {wrong} at column 77");
    }

    [Fact]
    public void Decoding_takes_as_many_blocks_as_there_are_values() => Should.Throw<ArgumentException>(
        () => BlockFormat.Of(GgufType.Q5_1).Dequantize(new byte[48], new float[32]))
        .Message.ShouldStartWith("48 bytes of q5_1 are not 32 values");

    [Fact]
    public void Integers_keep_no_weights() => Should.Throw<NotSupportedException>(() => BlockFormat.Of(GgufType.I8))
        .Message.ShouldStartWith("type i8 keeps no weights; those that do are f32, f16, q4_0");

    private static string Message(GgufType type, int values, int columns, int bytes) => Should.Throw<ArgumentException>(
        () => BlockFormat.Of(type).Quantize(new float[values], columns, new byte[bytes])).Message;
}
