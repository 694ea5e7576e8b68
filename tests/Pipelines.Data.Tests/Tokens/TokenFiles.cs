namespace Pipelines.Data.Tests;

public sealed class TokenFiles : IDisposable
{
    private readonly TokenFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData(300, 2)]
    [InlineData(65_536, 2)]
    [InlineData(65_537, 4)]
    public void What_was_written_is_read_back(int vocab, int width)
    {
        var (path, documents) = fixture.Write(50, vocab);
        using var file = TokenFile.Open(path);

        file.Width.ShouldBe(width);
        file.Vocab.ShouldBe(vocab);
        file.Documents.ShouldBe(50);
        var expected = documents.SelectMany(document => document.Append(0)).Select(token => (long)token).ToArray();
        var tokens = new long[file.Count];
        file.Read(0, tokens);
        tokens.ShouldBe(expected);
        for (var i = 0; i < documents.Length; i++)
        {
            var (start, count, bytes) = file.Document(i);
            count.ShouldBe(documents[i].Length);
            bytes.ShouldBe(documents[i].Sum(token => token % 7));
            var read = new long[count];
            file.Read(start, read);
            read.ShouldBe(documents[i].Select(token => (long)token));
        }

        file.TextBytes.ShouldBe(documents.Sum(document => document.Sum(token => (long)(token % 7))));
        file.BytesOf(vocab - 1).ShouldBe((vocab - 1) % 7);
    }

    [Fact]
    public void Equal_documents_make_equal_files_and_checksums()
    {
        var (one, _) = fixture.Write(20, seed: 3, name: "one");
        var (same, _) = fixture.Write(20, seed: 3, name: "same");
        var (other, _) = fixture.Write(20, seed: 4, name: "other");

        File.ReadAllBytes(one).ShouldBe(File.ReadAllBytes(same));
        using var first = TokenFile.Open(one);
        using var second = TokenFile.Open(other);
        first.Checksum.ShouldNotBe(second.Checksum);
    }

    [Fact]
    public void Any_changed_byte_is_noticed()
    {
        var (path, _) = fixture.Write(5);
        var good = File.ReadAllBytes(path);
        for (var at = 0; at < good.Length; at++)
        {
            var bad = (byte[])good.Clone();
            bad[at] ^= 0x10;
            File.WriteAllBytes(path, bad);
            Should.Throw<InvalidTokenFileException>(() => TokenFile.Open(path), $"byte {at}").Path.ShouldBe(path);
        }
    }

    [Fact]
    public void Any_shorter_or_longer_file_is_noticed()
    {
        var (path, _) = fixture.Write(3);
        var good = File.ReadAllBytes(path);
        for (var length = 0; length < good.Length; length++)
        {
            File.WriteAllBytes(path, good[..length]);
            Should.Throw<InvalidTokenFileException>(() => TokenFile.Open(path), $"length {length}");
        }

        File.WriteAllBytes(path, [.. good, 0]);
        Should.Throw<InvalidTokenFileException>(() => TokenFile.Open(path)).Message.ShouldContain("where its header announces");
    }

    [Fact]
    public void Random_bytes_behind_a_right_beginning_are_refused()
    {
        var random = new Random(9);
        var (path, _) = fixture.Write(3);
        var good = File.ReadAllBytes(path);
        for (var trial = 0; trial < 200; trial++)
        {
            var bad = (byte[])good.Clone();
            random.NextBytes(bad.AsSpan(12, 52));
            File.WriteAllBytes(path, bad);
            Should.Throw<InvalidTokenFileException>(() => TokenFile.Open(path));
        }
    }

    [Fact]
    public void A_file_appears_only_when_it_is_complete()
    {
        using (var writer = new TokenFileWriter(fixture.PathOf("half"), [0, 1], endOfText: 0)) writer.Add([1, 1]);

        Directory.EnumerateFileSystemEntries(fixture.Folder).ShouldBeEmpty();
    }

    [Fact]
    public void A_complete_file_replaces_the_one_before()
    {
        fixture.Write(3, seed: 1);
        var (path, documents) = fixture.Write(4, seed: 2);

        using var file = TokenFile.Open(path);
        file.Documents.ShouldBe(documents.Length);
        Directory.EnumerateFiles(fixture.Folder).ShouldBe([path]);
    }

    [Fact]
    public void Reading_past_the_end_is_refused()
    {
        var (path, _) = fixture.Write(3);
        using var file = TokenFile.Open(path);

        Should.Throw<ArgumentOutOfRangeException>(() => file.Read(file.Count - 1, new long[2]));
        Should.Throw<ArgumentOutOfRangeException>(() => file.Read(-1, new long[1]));
        Should.Throw<ArgumentOutOfRangeException>(() => file.Document(3));
        Should.Throw<ArgumentOutOfRangeException>(() => file.BytesOf(300));
    }

    [Fact]
    public void A_token_outside_the_vocabulary_is_refused()
    {
        using var writer = new TokenFileWriter(fixture.PathOf("bad"), [0, 1], endOfText: 0);
        Should.Throw<ArgumentOutOfRangeException>(() => writer.Add([2]));
        Should.Throw<ArgumentOutOfRangeException>(() => writer.Add([-1]));
    }
}
