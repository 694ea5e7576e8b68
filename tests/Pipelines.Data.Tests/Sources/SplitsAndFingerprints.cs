namespace Pipelines.Data.Tests.Sources;

public sealed class SplitsAndFingerprints : IDisposable
{
    private readonly SourceFolder folder = new();

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.02, 150, 250)]
    [InlineData(0.5, 4_800, 5_200)]
    public void About_the_fraction_is_held_out(double fraction, int fewest, int most)
    {
        folder.With("a.txt", "text");
        var source = folder.Text("a.txt", validation: fraction);
        Enumerable.Range(0, 10_000).Count(i => source.IsValidation(new Document($"a.txt#{i}", "text"))).ShouldBeInRange(fewest, most);
    }

    [Fact]
    public void The_split_goes_by_the_name_of_a_document_alone()
    {
        folder.With("a.txt", "text");
        var small = folder.Text("a.txt", validation: 0.1);
        folder.With("b.txt", "more");
        var grown = folder.Text("*.txt", validation: 0.1);
        var held = 0;
        for (var i = 0; i < 1_000; i++)
        {
            small.IsValidation(new Document($"{i}", "x")).ShouldBe(grown.IsValidation(new Document($"{i}", "y")));
            if (small.IsValidation(new Document($"{i}", "x"))) held++;
        }

        held.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_text_comes_once_so_that_no_text_is_on_both_sides()
    {
        folder.With("a.txt", "same").With("b.txt", "other").With("c.txt", "same");
        folder.Text("*.txt").Documents().Select(document => document.Id).ShouldBe(["a.txt", "b.txt"]);
    }

    [Fact]
    public void The_fingerprint_changes_with_content_names_reading_and_split_alone()
    {
        folder.With("a.txt", "one").With("b.txt", "two");
        var original = folder.Text("*.txt").Fingerprint();
        original.Length.ShouldBe(64);
        folder.Text("*.txt").Fingerprint().ShouldBe(original);
        folder.Text("?.txt").Fingerprint().ShouldBe(original, "how the files were found makes no difference");
        var others = new List<string>
        {
            folder.Text("a.txt").Fingerprint(),
            folder.Text("*.txt", separator: "\n").Fingerprint(),
            folder.Text("*.txt", validation: 0.1).Fingerprint(),
            folder.JsonLines("*.txt").Fingerprint(),
            folder.With("a.txt", "onf").Text("*.txt").Fingerprint(),
        };
        File.Move(Path.Combine(folder.Path, "b.txt"), Path.Combine(folder.Path, "c.txt"));
        others.Add(folder.With("a.txt", "one").Text("*.txt").Fingerprint());
        others.Append(original).Distinct().Count().ShouldBe(others.Count + 1);
    }

    [Fact]
    public void A_file_that_went_away_is_told()
    {
        folder.With("a.txt", "one");
        var source = folder.Text("a.txt");
        File.Delete(Path.Combine(folder.Path, "a.txt"));
        Should.Throw<DataSourceException>(source.Fingerprint).Message.ShouldStartWith($"data 'corpus': cannot read {folder.Path}/a.txt: ");
        Should.Throw<DataSourceException>(() => source.Documents().ToList());
    }

    public void Dispose() => folder.Dispose();
}
