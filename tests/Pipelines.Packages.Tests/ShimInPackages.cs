using System.IO.Compression;

namespace Pipelines.Packages.Tests;

/// <summary>The layer over libtorch in the packages: its sources, and what was built from them on this machine.</summary>
[Collection(FeedTests.Name)]
public sealed class ShimInPackages(Feed feed)
{
    [Theory]
    [InlineData("Pipelines.Sdk", "native/")]
    [InlineData("Pipelines.Cli", "tools/net10.0/any/native/")]
    public void Is_there_whole_and_once_built(string package, string folder)
    {
        using var file = ZipFile.OpenRead(Directory.GetFiles(feed.Packages, package + ".*.nupkg").ShouldHaveSingleItem());
        var names = file.Entries.Select(entry => entry.FullName).ToList();
        var repository = Path.Combine(Feed.Repository(), "src/Pipelines.Torch/native");

        names.Where(name => name.StartsWith(folder) && !name.StartsWith(folder + "prebuilt/")).ShouldBe(
            Directory.GetFiles(repository, "*", SearchOption.AllDirectories).Select(path => folder + Path.GetRelativePath(repository, path)),
            ignoreOrder: true);
        names.Where(name => name.EndsWith("/libpipelines_torch.so")).ShouldHaveSingleItem().ShouldStartWith(folder + "prebuilt/");
    }
}
