namespace Pipelines.Architecture.Tests.Documentation;

/// <summary>Pages lead where they say, and to every page there is a way from the first.</summary>
public sealed class Links
{
    private const string Front = "docs/README.md";

    public static TheoryData<string> Pages => new(Page.Paths);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Lead_to_a_file_and_a_heading_that_there_are(string path)
    {
        var page = new Page(path);
        page.Links.Where(link => !IsThere(page, link)).ShouldBeEmpty(path);
    }

    [Fact]
    public void Every_page_of_the_documentation_is_reached_from_its_front()
    {
        var missed = Page.Paths.Where(path => path.StartsWith("docs/", StringComparison.Ordinal)).ToHashSet();
        missed.Remove(Front).ShouldBeTrue();
        var next = new Queue<string>([Front]);
        while (next.TryDequeue(out var path))
        {
            var page = new Page(path);
            foreach (var target in page.Links.Select(page.Target).OfType<string>().Where(missed.Remove)) next.Enqueue(target);
        }
        missed.ShouldBeEmpty();
    }

    private static bool IsThere(Page page, string link)
    {
        if (page.Target(link) is not { } target) return false;
        var file = Path.Combine(Repository.Root, target);
        if (!link.Contains('#')) return File.Exists(file) || Directory.Exists(file);
        return File.Exists(file) && new Page(target).Anchors().Contains(link.Split('#')[1]);
    }
}
