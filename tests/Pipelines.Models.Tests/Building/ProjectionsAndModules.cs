using Pipelines.Generators.Tests.Harness;
using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Models.Tests.Building;

/// <summary>What the build says of an adapter's targets is what the modules make of them.</summary>
public sealed class ProjectionsAndModules
{
    public static TheoryData<string> Decoders =>
        [.. Compositions.All.Where(model => !model.Architecture.Bidirectional).Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Decoders))]
    public void Projections_are_the_same(string name)
    {
        var spec = Compositions.All.Single(model => model.Name == name);
        using var built = ModelBuilder.Build(spec, vocab: 64);

        ProjectionPaths.Of(spec).Order().ShouldBe(AdapterTargets.Of(built, []).Select(found => found.Path).Order());
    }

    [Fact]
    public void Targets_mean_the_same()
    {
        var random = new Random(17);
        for (var i = 0; i < 5000; i++)
        {
            var (target, path) = (Text(random, ["a", "b", ".", "*", "?", "[a-b]", "[ab]"]), Text(random, ["a", "b", "."]));
            ProjectionPaths.Match(target, path).ShouldBe(target.Length > 0 && AdapterTargets.Matches(target, path), $"{target} {path}");
        }
    }

    private static string Text(Random random, string[] pieces) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 7)).Select(_ => pieces[random.Next(pieces.Length)]));
}
