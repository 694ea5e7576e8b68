using System.Text;

namespace Pipelines.Data.Tests.Examples;

public sealed class LinesOfFiles : IDisposable
{
    private readonly ExampleFiles files = new();

    [Fact]
    public void A_byte_order_mark_and_CRLF_are_no_part_of_a_row()
    {
        var source = files.Open([.. Encoding.UTF8.Preamble, .. Row("one"), .. "\r\n\r\n"u8, .. Row("two"), .. "\r\n"u8]);
        source.Examples().Select(example => example.Place).ShouldBe(["rows.jsonl(1)", "rows.jsonl(3)"]);
        source.Rejected.ShouldBeEmpty();
    }

    [Fact]
    public void The_last_line_needs_no_end() => files.Open([.. Row("one"), .. "\n"u8, .. Row("two")]).Examples().Count().ShouldBe(2);

    [Fact]
    public void A_line_that_is_not_UTF8_is_rejected_alone()
    {
        var source = files.Open([.. Row("one"), .. "\n{\"prompt\":\""u8, 0xC3, 0x28, .. "\"}\n"u8, .. Row("two")]);
        source.Examples().Count().ShouldBe(2);
        source.Rejected.ShouldHaveSingleItem().ShouldBe(new RejectedRow($"{files.Path}(2)", "byte 12 is not UTF-8"));
    }

    [Fact]
    public void UTF16_is_told_as_what_it_is_not() =>
        Should.Throw<DataSourceException>(() => files.Open([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{\"prompt\":\"x\"}")]).Examples().ToList())
            .Message.ShouldContain("(1): byte 1 is not UTF-8");

    [Fact]
    public void Long_lines_are_read_across_pieces()
    {
        var text = new string('x', 300_000);
        files.Open([.. Row(text), .. "\n"u8, .. Row("y")]).Examples().Cast<PromptExample>().Select(example => example.Prompt[0].Content.Length)
            .ShouldBe([300_000, 1]);
    }

    [Fact]
    public void A_line_without_end_is_passed_over_without_being_held()
    {
        using var stream = new MemoryStream([.. "ab\n"u8, .. Enumerable.Repeat((byte)'x', 1_000_000), .. "\ncd\n"u8]);
        var lines = new Utf8Lines(stream, longest: 100).Read()
            .Select(line => (line.Number, line.Problem is null ? Encoding.UTF8.GetString(line.Bytes.Span) : null)).ToList();
        lines.ShouldBe([(1, "ab"), (2, null), (3, "cd")]);
    }

    [Fact]
    public void Lines_are_the_same_however_the_file_is_cut()
    {
        var random = new Random(5);
        for (var round = 0; round < 200; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => "ab\r\n"[random.Next(4)]));
            using var stream = new Dripping(Encoding.UTF8.GetBytes(text), random);
            var expected = text.Split('\n').Select(line => line.EndsWith('\r') ? line[..^1] : line).ToList();
            if (text.EndsWith('\n') || text == "") expected.RemoveAt(expected.Count - 1);
            new Utf8Lines(stream).Read().Select(line => Encoding.UTF8.GetString(line.Bytes.Span)).ToList().ShouldBe(expected, text);
        }
    }

    [Fact]
    public void Damaged_rows_never_crash()
    {
        var random = new Random(3);
        var good = """{"messages":[{"role":"user","content":"\u00e9 \ud83d\ude00"},{"role":"assistant","content":"b","tool_calls":[{"function":{"name":"f"}}]}]}"""u8.ToArray();
        for (var i = 0; i < 1_000; i++)
        {
            var damaged = good.ToArray();
            for (var j = 0; j < 2; j++) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            var source = files.Open([.. good, (byte)'\n', .. damaged]);
            source.Examples().Count().ShouldBeInRange(1, 3);
        }
    }

    private static byte[] Row(string prompt) => Encoding.UTF8.GetBytes($"{{\"prompt\":\"{prompt}\"}}");

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Dripping(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, random.Next(1, 4)));
    }

    public void Dispose() => files.Dispose();
}
