using Pipelines.Generators.Tests.Harness;

namespace Pipelines.Generators.Tests;

/// <summary>Pipeline classes: typed stages, an entry point, and the YAML that the program reads again.</summary>
public sealed class EmittedPipelines
{
    [Fact]
    public void The_quickstart()
    {
        var generation = new GeneratedProject().With("quickstart.pipeline.yaml", Examples.Quickstart).Run();

        generation.Diagnostics.ShouldBeEmpty();
        generation.Files.Keys.ShouldBe(["DocsLm.g.cs", "QuickstartPipeline.g.cs"]);
        Snapshot.Match(generation.Files["QuickstartPipeline.g.cs"], "QuickstartPipeline.g.cs");
    }
}
