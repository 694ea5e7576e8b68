using Pipelines.Spec;

namespace Pipelines.Data.Tests.Sources;

public sealed class FileGlobs : IDisposable
{
    private readonly SourceFolder folder = new SourceFolder()
        .With("a.txt", "1").With("b.txt", "2").With("ab.md", "3").With("x/a.txt", "4").With("x/y/c.txt", "5").With("x/.hidden.txt", "6")
        .With(".git/a.txt", "7");

    [Theory]
    [InlineData("a.txt", "a.txt")]
    [InlineData("./x/../a.txt", "a.txt")]
    [InlineData("*.txt", "a.txt b.txt")]
    [InlineData("?.txt", "a.txt b.txt")]
    [InlineData("a*", "a.txt ab.md")]
    [InlineData("*/a.txt", "x/a.txt")]
    [InlineData("**/a.txt", "a.txt x/a.txt")]
    [InlineData("**", "a.txt ab.md b.txt x/a.txt x/y/c.txt")]
    [InlineData("x/**", "x/a.txt x/y/c.txt")]
    [InlineData("**/y/*", "x/y/c.txt")]
    [InlineData("**/x/**/*.txt", "x/a.txt x/y/c.txt")]
    [InlineData("x/.*", "x/.hidden.txt")]
    [InlineData(".git/*", ".git/a.txt")]
    public void A_pattern_finds(string pattern, string files) => Find(pattern).ShouldBe(files.Split(' '));

    [Fact]
    public void A_file_that_several_patterns_find_comes_once() =>
        Find("*.txt", "a.txt", "**/a.txt").ShouldBe(["a.txt", "b.txt", "x/a.txt"]);

    [Fact]
    public void A_whole_path_is_found() => Find(Path.Combine(folder.Path, "x", "*.txt")).ShouldBe(["x/a.txt"]);

    [Fact]
    public void A_link_in_a_circle_is_not_followed()
    {
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "x", "loop"), folder.Path);
        Find("**/c.txt").ShouldBe(["x/y/c.txt"]);
    }

    [Theory]
    [InlineData("*.csv", "'*.csv' matches no file; looked in ")]
    [InlineData("nowhere/a.txt", "'nowhere/a.txt' matches no file; looked in ")]
    [InlineData("x", "'x' is a folder; 'x/**' is all files in it")]
    [InlineData("x/", "'x/' is a folder; 'x/**' is all files in it")]
    public void A_pattern_that_finds_nothing_is_told(string pattern, string message) =>
        Should.Throw<DataSourceException>(() => Find(pattern)).Message.ShouldStartWith("data 'corpus': " + message);

    private IEnumerable<string> Find(params string[] patterns) =>
        FileGlob.Expand("corpus", new EquatableArray<string>(patterns), folder.Path).Select(file => file.Id);

    public void Dispose() => folder.Dispose();
}
