using Microsoft.CodeAnalysis;
using Pipelines.Generators.Tests.Harness;

namespace Pipelines.Generators.Tests;

/// <summary>A pipeline that has errors leaves a class behind, so that code which names it adds none of its own.</summary>
public sealed class StandIns
{
    [Fact]
    public void The_class_is_there_and_says_why_it_does_nothing()
    {
        var generation = new GeneratedProject()
            .With("quickstart.pipeline.yaml", Examples.Quickstart.Replace("heads: 6", "head: 6"))
            .WithCode("Program.cs", "class Caller { System.Threading.Tasks.Task<int> Run() => Quickstart.QuickstartPipeline.RunAsync([]); }")
            .Run();

        generation.Files.Keys.ShouldBe(["QuickstartPipeline.g.cs"]);
        Snapshot.Match(generation.Files["QuickstartPipeline.g.cs"], "QuickstartPipeline.g.cs");
        generation.ShouldCompile();
    }

    [Fact]
    public void A_mended_file_takes_its_place_back()
    {
        var project = new GeneratedProject().With("quickstart.pipeline.yaml", Examples.Quickstart.Replace("heads: 6", "head: 6"));
        project.Run();
        var mended = project.With("quickstart.pipeline.yaml", Examples.Quickstart).Run();

        mended.Files.Keys.ShouldBe(["DocsLm.g.cs", "QuickstartPipeline.g.cs"]);
        mended.Files["QuickstartPipeline.g.cs"].ShouldContain("class QuickstartPipeline : Pipeline");
        mended.ShouldCompile();
    }

    [Fact]
    public void A_class_that_another_file_has_needs_none()
    {
        var generation = new GeneratedProject()
            .With("a/quickstart.pipeline.yaml", Examples.Quickstart)
            .With("b/quickstart.pipeline.yaml", Examples.Quickstart.Replace("heads: 6", "head: 6"))
            .With("c/quickstart.pipeline.yaml", Examples.Quickstart)
            .Run();

        generation.Files["QuickstartPipeline.g.cs"].ShouldContain("base(Yaml, \"a/quickstart.pipeline.yaml\")");
        generation.ShouldCompile();
    }
}
