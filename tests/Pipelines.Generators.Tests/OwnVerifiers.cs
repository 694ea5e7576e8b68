using Pipelines.Generators.Tests.Harness;
using Pipelines.Spec;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace Pipelines.Generators.Tests;

/// <summary>Classes with <c>[Verifier]</c> are words in the rewards of a pipeline.</summary>
public sealed class OwnVerifiers
{
    [Fact]
    public void Pipelines_hand_them_on_by_name()
    {
        var generation = Project().Run();

        generation.Diagnostics.ShouldBeEmpty();
        generation.ShouldCompile();
        Snapshot.Match(generation.Files["JudgedPipeline.g.cs"], "JudgedPipeline.g.cs");
    }

    [Fact]
    public void Beside_blocks_of_the_projects_own()
    {
        var generation = Project()
            .WithCode("Blocks.cs", Examples.OwnBlocks)
            .With("judged.pipeline.yaml", Examples.Judged
                .Replace("family: llama", "ffn: { halving: { kernel: 3 } }").Replace("layers: 6", "layers: [attention]"))
            .Run();

        generation.Diagnostics.ShouldBeEmpty();
        generation.ShouldCompile();
    }

    [Fact]
    public void A_name_that_no_class_has_is_said_in_the_file()
    {
        var generation = new GeneratedProject().With("judged.pipeline.yaml", Examples.Judged).Run();

        generation.Diagnostics.ShouldHaveSingleItem().ShouldStartWith(
            "judged.pipeline.yaml(11,80): error PIPE0210: rewards[1] is 'polite'; expected exact_match,");
    }

    [Fact]
    public void A_line_above_a_verifier_reads_no_pipeline_again()
    {
        var project = Project();
        project.Run();
        var after = project.WithChangedCode("Own.cs", "// a comment\n" + Examples.OwnVerifier).Run();

        after.Reasons(StepNames.Verifiers).ShouldAllBe(reason => reason == Unchanged || reason == Cached);
        after.Reasons(StepNames.Readings).ShouldAllBe(reason => reason == Cached || reason == Unchanged);
        after.OutputReasons().ShouldAllBe(reason => reason == Cached || reason == Unchanged);
    }

    [Fact]
    public void A_name_that_changes_reads_the_pipeline_again()
    {
        var project = Project();
        project.Run();
        var after = project.WithChangedCode("Own.cs", Examples.OwnVerifier.Replace("\"polite\"", "\"kind\"")).Run();

        after.Reasons(StepNames.Readings).ShouldContain(Modified);
        after.Diagnostics.ShouldHaveSingleItem().ShouldContain("reward_model or kind; a verifier of your own is a class with [Verifier]");
    }

    [Fact]
    public void Steps_hand_on_values_alone()
    {
        foreach (var type in Project().Run().Values().SelectMany(Reachable.Types).Distinct())
            (type.Namespace ?? "").ShouldNotStartWith("Microsoft.CodeAnalysis", customMessage: $"{type} belongs to the compiler");
    }

    [Theory]
    [InlineData("public sealed class Own(int x) : IVerifier", "has no public constructor without parameters")]
    [InlineData("internal sealed class Own : IVerifier", "is not public")]
    [InlineData("public abstract class Own : IVerifier", "is abstract")]
    [InlineData("public sealed class Own<T> : IVerifier", "has type parameters")]
    [InlineData("public sealed class Own", "does not implement IVerifier")]
    public void A_class_that_cannot_be_one(string head, string expected)
    {
        var generation = new GeneratedProject().WithCode("Own.cs", $$"""
            using System.Threading;
            using Pipelines.Verification;
            [Verifier("own")]
            {{head}} { public Verdict Verify(Answer answer, CancellationToken cancellation) => new(1); }
            """).Run();

        var finding = generation.Diagnostics.ShouldHaveSingleItem();
        finding.ShouldStartWith("Own.cs(4,");
        finding.ShouldContain($"error PIPE0905: Own {expected}");
    }

    [Theory]
    [InlineData("Own")]
    [InlineData("own-verifier")]
    [InlineData("number")]
    [InlineData("reward_model")]
    [InlineData("")]
    public void A_name_that_no_verifier_can_have(string name)
    {
        var generation = new GeneratedProject()
            .WithCode("Own.cs", Examples.OwnVerifier.Replace("\"polite\"", $"\"{name}\"")).Run();

        generation.Diagnostics.ShouldHaveSingleItem().ShouldStartWith($"Own.cs(8,21): error PIPE0905: Polite is called '{name}'");
    }

    [Fact]
    public void Two_classes_of_one_name()
    {
        var generation = new GeneratedProject()
            .WithCode("A.cs", Examples.OwnVerifier)
            .WithCode("B.cs", Examples.OwnVerifier.Replace("namespace Own", "namespace Other"))
            .Run();

        generation.Diagnostics.ShouldBe([
            $"B.cs(8,21): error {Rules.VerifierDeclaration.Id}: Polite is called 'polite', and so is Own.Polite; rename one",
        ]);
    }

    private static GeneratedProject Project() => new GeneratedProject("Own")
        .WithCode("Own.cs", Examples.OwnVerifier)
        .With("judged.pipeline.yaml", Examples.Judged);
}
