using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Data.Tests;

public sealed class TokenizedDocuments : IDisposable
{
    private readonly TokenFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Fact]
    public void Documents_come_back_from_the_file_as_they_went_in()
    {
        string[] documents = ["Gets the öld täg.", "", "says <|end|> as text", "日本語 and 🙂", new string('x', 10_000)];
        var tokenizer = Bytes(endOfText: 256);
        var told = new List<(long Documents, long Bytes)>();
        TokenFileWriter.Write(fixture.PathOf("docs"), documents, tokenizer, new Listener(told.Add));

        using var file = TokenFile.Open(fixture.PathOf("docs"));
        file.Documents.ShouldBe(documents.Length);
        file.EndOfText.ShouldBe(256);
        file.TextBytes.ShouldBe(documents.Sum(document => (long)Encoding.UTF8.GetByteCount(document)));
        for (var i = 0; i < documents.Length; i++)
        {
            var (start, count, bytes) = file.Document(i);
            var tokens = new long[count + 1];
            file.Read(start, tokens);
            tokenizer.Decode([.. tokens.Take(count).Select(token => (int)token)]).ShouldBe(documents[i]);
            tokens[count].ShouldBe(256);
            bytes.ShouldBe(Encoding.UTF8.GetByteCount(documents[i]));
        }

        told.Select(report => report.Documents).ShouldBe([1, 2, 3, 4, 5]);
        told[^1].Bytes.ShouldBe(file.TextBytes);
        file.BytesOf(256).ShouldBe(0, "an end-of-text token stands for no text");
    }

    [Fact]
    public void A_tokenizer_without_an_end_of_text_is_refused()
    {
        Should.Throw<ArgumentException>(() => TokenFileWriter.Write(fixture.PathOf("docs"), ["a"], Bytes(endOfText: null)))
            .Message.ShouldContain("end-of-text");
        Directory.EnumerateFiles(fixture.Folder).ShouldBeEmpty();
    }

    [Fact]
    public void A_cancellation_leaves_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Should.Throw<OperationCanceledException>(
            () => TokenFileWriter.Write(fixture.PathOf("docs"), ["a", "b"], Bytes(256), cancellation: cancellation.Token));
        Directory.EnumerateFiles(fixture.Folder).ShouldBeEmpty();
    }

    private static Tokenizer Bytes(int? endOfText) => new(new TokenizerDefinition(
        [.. Enumerable.Range(0, 256).Select(value => ByteAlphabet.Spell((byte)value).ToString()), "<|end|>"], [], Splitter.Gpt2)
    {
        AddedTokens = [new AddedToken(256, "<|end|>")],
        EndOfText = endOfText,
    });

    private sealed class Listener(Action<(long, long)> told) : IProgress<(long Documents, long Bytes)>
    {
        public void Report((long Documents, long Bytes) value) => told(value);
    }
}
