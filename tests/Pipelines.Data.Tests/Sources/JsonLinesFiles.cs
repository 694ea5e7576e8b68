namespace Pipelines.Data.Tests.Sources;

public sealed class JsonLinesFiles : IDisposable
{
    private readonly SourceFolder folder = new();

    [Fact]
    public void A_line_is_a_document_named_by_its_number()
    {
        folder.With("a.jsonl", "{\"text\":\"one\",\"n\":1}\r\n\n{\"text\":\"tw\\u00f6\\n\"}\n{\"text\":\" \"}\n");
        folder.JsonLines("*.jsonl").Documents().ShouldBe([new Document("a.jsonl:1", "one"), new Document("a.jsonl:3", "twö\n")]);
    }

    [Fact]
    public void The_field_holds_the_text()
    {
        folder.With("a.jsonl", "{\"body\":\"one\",\"text\":\"no\"}");
        folder.JsonLines("a.jsonl", "body").Documents().Single().Text.ShouldBe("one");
    }

    [Fact]
    public void Bad_lines_are_told_together_with_file_line_and_reason()
    {
        folder.With("a.jsonl", "{\"text\":\"fine\"}\n{\"text\":1}\n[]\n{\"txt\":\"a\",\"id\":2}\n").With("b.jsonl", "{\"text\":\n");
        var message = Should.Throw<DataSourceException>(() => folder.JsonLines("*.jsonl").Documents().ToList()).Message.Split('\n');
        message[0].ShouldBe("data 'corpus': 4 bad lines");
        message[1].ShouldBe($"  {folder.Path}/a.jsonl(2): member 'text' is number, not a string");
        message[2].ShouldBe($"  {folder.Path}/a.jsonl(3): a JSON object was expected, found array");
        message[3].ShouldBe($"  {folder.Path}/a.jsonl(4): no member 'text'; it has txt, id");
        message[4].ShouldStartWith($"  {folder.Path}/b.jsonl(1): ");
    }

    [Fact]
    public void The_first_few_of_many_bad_lines_are_told()
    {
        folder.With("a.jsonl", string.Concat(Enumerable.Repeat("nonsense\n", 1000)));
        var message = Should.Throw<DataSourceException>(() => folder.JsonLines("a.jsonl").Documents().ToList()).Message;
        message.ShouldStartWith("data 'corpus': 5 bad lines; there may be more");
        message.Split('\n').Length.ShouldBe(6);
    }

    [Fact]
    public void Damaged_lines_never_crash()
    {
        var random = new Random(2);
        var line = "{\"text\":\"some \\ud83d\\ude00 text\",\"list\":[1,{\"a\":null}]}"u8.ToArray();
        for (var i = 0; i < 1_000; i++)
        {
            var changed = line.ToArray();
            for (var j = 0; j < 2; j++) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            File.WriteAllBytes(Path.Combine(folder.Path, "a.jsonl"), changed);
            try
            {
                folder.JsonLines("a.jsonl").Documents().ToList().Count.ShouldBeLessThan(3);
            }
            catch (DataSourceException failure)
            {
                failure.Message.ShouldContain("a.jsonl(");
            }
        }
    }

    public void Dispose() => folder.Dispose();
}
