using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Tests;

public sealed class TerminalText
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(812, "812")]
    [InlineData(11_800, "11.8 k")]
    [InlineData(3_148_224, "3.15 M")]
    [InlineData(1.5e12, "1.50 T")]
    public void Counts_have_three_digits(double value, string text) => Quantity.Count(value).ShouldBe(text);

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(410L << 20, "410 MB")]
    public void Bytes_count_in_powers_of_1024(double value, string text) => Quantity.Bytes(value).ShouldBe(text);

    [Theory]
    [InlineData(0.4, "0:00")]
    [InlineData(59.6, "1:00")]
    [InlineData(3723, "1:02:03")]
    public void Clocks_round_to_seconds(double seconds, string text) => Quantity.Clock(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Theory]
    [InlineData(0.2, "< 1 s")]
    [InlineData(24, "~24 s")]
    [InlineData(125, "~2 min")]
    [InlineData(7200, "~2 h")]
    [InlineData(864_000, "~10 days")]
    public void Estimates_are_no_more_exact_than_they_are(double seconds, string text) =>
        Quantity.About(TimeSpan.FromSeconds(seconds)).ShouldBe(text);

    [Fact]
    public void Streamed_lines_are_indented_and_none_trails()
    {
        var written = "";
        var text = new IndentedText(piece => written += piece);
        foreach (var piece in new[] { "Gets", " the\n", "\nsize", ".\n", "\n" }) text.Write(piece);
        text.End();
        written.ShouldBe("   Gets the\n\n   size.\n");
    }

    [Fact]
    public void A_table_is_as_wide_as_its_cells_and_leaves_out_empty_columns()
    {
        var table = new TextTable("stage", "model", "state");
        table.Add("a", null, "done");
        table.Add("pretrain", null, "");
        table.ToString().ShouldBe(" stage     state\n a         done\n pretrain\n");
    }
}
