namespace Pipelines.Packages.Tests;

/// <summary>The collection of all tests of the packages: they share one <see cref="Feed"/>.</summary>
[CollectionDefinition(Name)]
public sealed class FeedTests : ICollectionFixture<Feed>
{
    /// <summary>What a class of such tests names in its <c>[Collection]</c>.</summary>
    public const string Name = "feed";
}
