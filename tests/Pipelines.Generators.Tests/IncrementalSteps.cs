using Microsoft.CodeAnalysis;
using Pipelines.Generators.Tests.Harness;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace Pipelines.Generators.Tests;

/// <summary>What runs again after an edit, and why. (That a second run over the same project is cached whole, every test sees.)</summary>
public sealed class IncrementalSteps
{
    [Fact]
    public void A_comment_emits_nothing_again()
    {
        var project = new GeneratedProject().With("quickstart.pipeline.yaml", Examples.Quickstart);
        var before = project.Run();
        var after = project.With("quickstart.pipeline.yaml", "# one more comment\n" + Examples.Quickstart).Run();

        after.Reasons(StepNames.Files).ShouldBe([Modified]);
        after.Reasons(StepNames.Drafts).ShouldBe([Unchanged]);
        after.Reasons(StepNames.Models).ShouldBe([Cached]);
        after.Reasons(StepNames.Pipelines).ShouldBe([Cached]);
        after.Files.ShouldBe(before.Files);
    }

    [Fact]
    public void A_moved_line_is_reported_at_its_new_place()
    {
        var project = new GeneratedProject()
            .With("quickstart.pipeline.yaml", Examples.Quickstart)
            .With("wrong.pipeline.yaml", Examples.Gpt.Replace("heads: 6", "heads: 5"));
        var before = project.Run();
        var after = project.With("wrong.pipeline.yaml", "# one more comment\n" + Examples.Gpt.Replace("heads: 6", "heads: 5")).Run();

        before.Diagnostics.ShouldHaveSingleItem().ShouldStartWith("wrong.pipeline.yaml(5,");
        after.Diagnostics.ShouldHaveSingleItem().ShouldStartWith("wrong.pipeline.yaml(6,");
        after.Reasons(StepNames.Findings).ShouldBe([Cached, Modified], ignoreOrder: true);
        after.Reasons(StepNames.Models).ShouldAllBe(reason => reason == Cached);
    }

    [Fact]
    public void A_file_that_changes_leaves_the_others_alone()
    {
        var project = new GeneratedProject()
            .With("quickstart.pipeline.yaml", Examples.Quickstart)
            .With("gpt.pipeline.yaml", Examples.Gpt);
        project.Run();
        var after = project.With("gpt.pipeline.yaml", Examples.Gpt.Replace("layers: 6", "layers: 4")).Run();

        after.Reasons(StepNames.Readings).ShouldBe([Cached, Modified], ignoreOrder: true);
        after.Reasons(StepNames.Models).ShouldBe([Modified, Unchanged], ignoreOrder: true);
        after.Reasons(StepNames.Pipelines).ShouldBe([Modified, Unchanged], ignoreOrder: true);
        after.Files["DocsGpt.g.cs"].ShouldContain("int Layers = 4,");
    }

    [Fact]
    public void A_stage_that_changes_emits_no_model_again()
    {
        var project = new GeneratedProject().With("quickstart.pipeline.yaml", Examples.Quickstart);
        project.Run();
        var after = project.With("quickstart.pipeline.yaml", Examples.Quickstart.Replace("batch: 16", "batch: 8")).Run();

        after.Reasons(StepNames.Models).ShouldBe([Unchanged]);
        after.Reasons(StepNames.Pipelines).ShouldBe([Modified]);
        after.Files["QuickstartPipeline.g.cs"].ShouldContain("batch: 8");
    }

    [Fact]
    public void A_base_that_changes_is_read_again_by_those_that_extend_it()
    {
        var project = new GeneratedProject()
            .With("common.base.yaml", Examples.Quickstart)
            .With("big.pipeline.yaml", "extends: common.base.yaml\npipeline: big\nmodels: { docs-lm: { dim: 384 } }")
            .With("gpt.pipeline.yaml", Examples.Gpt);
        var before = project.Run();
        var after = project.With("common.base.yaml", Examples.Quickstart.Replace("layers: 6", "layers: 8")).Run();

        before.Diagnostics.ShouldBeEmpty();
        before.Files.Keys.ShouldBe(["BigPipeline.g.cs", "DocsGpt.g.cs", "DocsLm.g.cs", "GptPipeline.g.cs"]);
        before.Files["DocsLm.g.cs"].ShouldContain("6 blocks of dim 384");
        after.Files["DocsLm.g.cs"].ShouldContain("8 blocks of dim 384");
        after.Reasons(StepNames.Readings).ShouldBe([Modified, Cached], ignoreOrder: true);
    }

    [Fact]
    public void Code_that_changes_reads_no_pipeline_and_no_model_again()
    {
        var project = new GeneratedProject()
            .With("quickstart.pipeline.yaml", Examples.Quickstart)
            .WithCode("Tiny.cs", Examples.Tiny)
            .WithCode("Program.cs", "class Other;");
        project.Run();
        var after = project.WithChangedCode("Program.cs", "class Another;").Run();

        after.Reasons(StepNames.Readings).ShouldAllBe(reason => reason == Cached || reason == Unchanged);
        after.OutputReasons().ShouldAllBe(reason => reason == Cached);
    }

    [Fact]
    public void A_line_above_an_attribute_emits_no_model_again()
    {
        var project = new GeneratedProject().WithCode("Tiny.cs", Examples.Tiny);
        var before = project.Run();
        var after = project.WithChangedCode("Tiny.cs", "// a comment\n" + Examples.Tiny).Run();

        before.Files.Keys.ShouldBe(["Quickstart.DocsLm.g.cs"]);
        after.Reasons(StepNames.Declarations).ShouldBe([Modified]);
        after.Reasons(StepNames.Models).ShouldBe([Cached]);
    }

    [Fact]
    public void Steps_hand_on_values_alone()
    {
        var generation = new GeneratedProject()
            .With("quickstart.pipeline.yaml", Examples.Quickstart)
            .With("wrong.pipeline.yaml", Examples.Gpt.Replace("heads: 6", "heads: 5"))
            .WithCode("Tiny.cs", Examples.Tiny)
            .Run();

        var values = generation.Values().ToArray();
        values.ShouldNotBeEmpty();
        foreach (var type in values.SelectMany(Reachable.Types).Distinct())
        {
            typeof(ISymbol).IsAssignableFrom(type).ShouldBeFalse($"{type} keeps a compilation alive");
            (type.Namespace ?? "").ShouldNotStartWith("Microsoft.CodeAnalysis", customMessage: $"{type} belongs to the compiler");
        }
    }

    [Fact]
    public void A_cancelled_build_stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Should.Throw<OperationCanceledException>(() =>
            new GeneratedProject().With("quickstart.pipeline.yaml", Examples.Quickstart).Run(cancelled.Token));
    }
}
