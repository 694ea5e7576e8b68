using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Pipelines.Packages.Tests;

/// <summary>The SDK's package has the pages of the build's errors, under the path that help links name, and what they lead to.</summary>
[Collection(FeedTests.Name)]
public sealed partial class PagesOfErrors(Feed feed)
{
    [Fact]
    public void Travel_with_the_package()
    {
        using var package = ZipFile.OpenRead(Directory.GetFiles(feed.Packages, "Pipelines.Sdk.*.nupkg").ShouldHaveSingleItem());
        var packed = package.Entries.Select(entry => entry.FullName).ToHashSet();
        var pages = Directory.GetFiles(Path.Combine(Feed.Repository(), "docs/diagnostics"));
        pages.Select(page => $"docs/diagnostics/{Path.GetFileName(page)}").Where(page => !packed.Contains(page)).ShouldBeEmpty();
        packed.ShouldContain("docs/diagnostics/PIPE0003.md");

        foreach (var page in pages)
            foreach (Match link in Link().Matches(File.ReadAllText(page)))
            {
                var target = Path.GetFullPath(link.Groups[1].Value, "/docs/diagnostics")[1..];
                packed.ShouldContain(target, page);
            }
    }

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)")]
    private static partial Regex Link();
}
