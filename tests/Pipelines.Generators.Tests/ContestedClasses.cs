using Pipelines.Generators.Tests.Harness;

namespace Pipelines.Generators.Tests;

/// <summary>Several files in a project may ask for the same class.</summary>
public sealed class ContestedClasses
{
    [Fact]
    public void Pipelines_of_one_name_in_two_folders()
    {
        var generation = new GeneratedProject()
            .With("a/quickstart.pipeline.yaml", Examples.Quickstart)
            .With("b/quickstart.pipeline.yaml", Examples.Quickstart)
            .Run();

        generation.Files.Keys.ShouldBe(["DocsLm.g.cs", "QuickstartPipeline.g.cs"]);
        generation.Files["QuickstartPipeline.g.cs"].ShouldContain("base(Yaml, \"a/quickstart.pipeline.yaml\")");
        generation.Diagnostics.ShouldBe([
            "b/quickstart.pipeline.yaml(2,11): error PIPE0902: "
            + "QuickstartPipeline is a class of a/quickstart.pipeline.yaml already; give one of them another name",
        ]);
    }

    [Fact]
    public void Models_of_one_structure_are_one_class()
    {
        var generation = new GeneratedProject()
            .With("big.pipeline.yaml", "extends: quickstart.pipeline.yaml\npipeline: big\nmodels: { docs-lm: { dim: 384 } }")
            .With("quickstart.pipeline.yaml", Examples.Quickstart)
            .Run();

        generation.Diagnostics.ShouldBeEmpty();
        generation.Files.Keys.ShouldBe(["BigPipeline.g.cs", "DocsLm.g.cs", "QuickstartPipeline.g.cs"]);
        generation.ShouldCompile();
    }

    [Fact]
    public void Files_that_know_nothing_of_each_other_share_a_model_of_one_structure_too()
    {
        var generation = new GeneratedProject()
            .With("a.pipeline.yaml", Examples.Quickstart)
            .With("b.pipeline.yaml", Examples.Quickstart.Replace("pipeline: quickstart", "pipeline: wide").Replace("dim: 192", "dim: 384"))
            .Run();

        generation.Diagnostics.ShouldBeEmpty();
        generation.Files.Keys.ShouldBe(["DocsLm.g.cs", "QuickstartPipeline.g.cs", "WidePipeline.g.cs"]);
        generation.Files["WidePipeline.g.cs"].ShouldContain("dim: 384");
        generation.ShouldCompile();
    }

    [Fact]
    public void Pipelines_of_one_name_in_one_folder_are_said_once_and_leave_code_that_compiles()
    {
        var generation = new GeneratedProject()
            .With("a.pipeline.yaml", Examples.Quickstart)
            .With("b.pipeline.yaml", Examples.Gpt.Replace("pipeline: gpt", "pipeline: quickstart"))
            .Run();

        generation.Diagnostics.ShouldBe([
            "b.pipeline.yaml(1,11): error PIPE0902: "
            + "QuickstartPipeline is a class of a.pipeline.yaml already; give one of them another name",
        ]);
        generation.Files.Keys.ShouldBe(["DocsLm.g.cs", "QuickstartPipeline.g.cs"]);
        generation.ShouldCompile();
    }

    [Fact]
    public void Models_of_two_structures_are_not()
    {
        var generation = new GeneratedProject()
            .With("a.pipeline.yaml", Examples.Quickstart)
            .With("b.pipeline.yaml", Examples.Gpt.Replace("docs-gpt", "docs-lm"))
            .With("c.pipeline.yaml", Examples.Gpt.Replace("pipeline: gpt", "pipeline: other"))
            .Run();

        generation.Files.Keys.ShouldBe(
            ["DocsGpt.g.cs", "DocsLm.g.cs", "GptPipeline.g.cs", "OtherPipeline.g.cs", "QuickstartPipeline.g.cs"]);
        generation.Files["GptPipeline.g.cs"].ShouldContain("Stands in for the pipeline of b.pipeline.yaml");
        generation.Diagnostics.ShouldBe([
            "b.pipeline.yaml(5,3): error PIPE0902: "
            + "DocsLm is a model of a.pipeline.yaml already, with another structure; give one of them another name",
        ]);
    }

    [Fact]
    public void Names_that_differ_in_case_alone_are_contested_too()
    {
        var generation = new GeneratedProject()
            .With("a.pipeline.yaml", Examples.Quickstart)
            .With("b.pipeline.yaml", Examples.Quickstart.Replace("docs-lm", "docs-LM").Replace("quickstart", "second"))
            .Run();

        generation.Files.Keys.ShouldBe(["DocsLm.g.cs", "QuickstartPipeline.g.cs", "SecondPipeline.g.cs"]);
        generation.Diagnostics.ShouldHaveSingleItem().ShouldStartWith(
            "b.pipeline.yaml(9,3): error PIPE0902: DocsLM and DocsLm, a class of a.pipeline.yaml, differ in case alone");
    }
}
