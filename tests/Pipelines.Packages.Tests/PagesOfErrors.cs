using System.IO.Compression;

namespace Pipelines.Packages.Tests;

/// <summary>The SDK's package has the pages of the build's errors, under the path that help links name.</summary>
[Collection(FeedTests.Name)]
public sealed class PagesOfErrors(Feed feed)
{
    [Fact]
    public void Travel_with_the_package()
    {
        using var package = ZipFile.OpenRead(Directory.GetFiles(feed.Packages, "Pipelines.Sdk.*.nupkg").ShouldHaveSingleItem());
        var pages = Directory.GetFiles(Path.Combine(Feed.Repository(), "docs/diagnostics")).Select(Path.GetFileName).ToArray();
        pages.ShouldContain("PIPE0003.md");
        pages.Except(
            package.Entries.Where(entry => entry.FullName.StartsWith("docs/diagnostics/", StringComparison.Ordinal)).Select(entry => entry.Name))
            .ShouldBeEmpty();
    }
}
