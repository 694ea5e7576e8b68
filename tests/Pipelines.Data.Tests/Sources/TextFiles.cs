using System.Text;

namespace Pipelines.Data.Tests.Sources;

public sealed class TextFiles : IDisposable
{
    private readonly SourceFolder folder = new();

    [Fact]
    public void A_file_is_a_document_named_by_its_relative_path()
    {
        folder.With("b.txt", "second").With("a/c.txt", "first\n").With("a/blank.txt", " \n").With("a/d.md", "no");
        folder.Text("**/*.txt").Documents().ShouldBe([new Document("a/c.txt", "first\n"), new Document("b.txt", "second")]);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-32")]
    public void A_byte_order_mark_says_the_encoding_and_is_not_text(string encoding)
    {
        folder.With("a.txt", "naïve 日本 😀", Encoding.GetEncoding(encoding));
        folder.Text("a.txt").Documents().Single().Text.ShouldBe("naïve 日本 😀");
    }

    [Fact]
    public void A_separator_cuts_a_file_into_documents()
    {
        folder.With("a.txt", "one\n---\n\n---\ntwo\n---\n");
        folder.Text("a.txt", "\n---\n").Documents().ShouldBe([new Document("a.txt#1", "one"), new Document("a.txt#3", "two")]);
    }

    [Fact]
    public void A_separator_may_lie_across_what_is_read_at_once()
    {
        var random = new Random(1);
        for (var i = 0; i < 40; i++)
        {
            var lengths = Enumerable.Range(0, 4).Select(_ => random.Next(1, 3) * 65_536 + random.Next(-12, 12)).ToList();
            var texts = lengths.Select((length, j) => new string((char)('a' + j), length)).ToList();
            folder.With("a.txt", string.Join("<---->", texts));
            folder.Text("a.txt", "<---->").Documents().Select(document => document.Text).ShouldBe(texts);
        }
    }

    [Fact]
    public void Bytes_that_are_not_text_are_refused()
    {
        File.WriteAllBytes(Path.Combine(folder.Path, "a.txt"), [0x61, 0xFF, 0x62]);
        Should.Throw<DataSourceException>(() => folder.Text("a.txt").Documents().ToList())
            .Message.ShouldStartWith($"data 'corpus': {folder.Path}/a.txt is not UTF-8 text");
    }

    [Fact]
    public void Documents_are_read_as_they_are_asked_for()
    {
        folder.With("a.txt", "first");
        File.WriteAllBytes(Path.Combine(folder.Path, "b.txt"), [0xFF]);
        folder.Text("*.txt").Documents().First().Text.ShouldBe("first");
    }

    public void Dispose() => folder.Dispose();
}
