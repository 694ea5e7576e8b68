using Pipelines.Generators.Tests.Harness;
using Pipelines.Spec;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace Pipelines.Generators.Tests;

/// <summary>Classes with <c>[Block]</c> are mixers and feed-forwards that a pipeline names.</summary>
public sealed class OwnBlocks
{
    [Fact]
    public void Models_hold_them_by_typed_constructor_calls()
    {
        var generation = Project().Run();

        generation.Diagnostics.ShouldBeEmpty();
        generation.ShouldCompile();
        Snapshot.Match(generation.Files["OwnLm.g.cs"], "OwnLm.g.cs");
        Snapshot.Match(generation.Files["OwnPipeline.g.cs"], "OwnPipeline.g.cs");
    }

    [Fact]
    public void A_line_above_a_block_reads_no_pipeline_again()
    {
        var project = Project();
        project.Run();
        var after = project.WithChangedCode("Own.cs", "// a comment\n" + Examples.OwnBlocks).Run();

        after.Reasons(StepNames.Blocks).ShouldAllBe(reason => reason == Unchanged || reason == Cached);
        after.Reasons(StepNames.Readings).ShouldAllBe(reason => reason == Cached || reason == Unchanged);
        after.OutputReasons().ShouldAllBe(reason => reason == Cached || reason == Unchanged);
    }

    [Fact]
    public void A_default_that_changes_reaches_the_model()
    {
        var project = Project();
        project.Run();
        var after = project.WithChangedCode("Own.cs", Examples.OwnBlocks.Replace("kernel = 5", "kernel = 9")).Run();

        after.Files["OwnLm.g.cs"].ShouldContain("int Kernel = 9");
        after.Files["OwnPipeline.g.cs"].ShouldContain("""new("kernel", "kernel", "int", "9")""");
    }

    [Fact]
    public void Steps_hand_on_values_alone()
    {
        foreach (var type in Project().Run().Values().SelectMany(Reachable.Types).Distinct())
            (type.Namespace ?? "").ShouldNotStartWith("Microsoft.CodeAnalysis", customMessage: $"{type} belongs to the compiler");
    }

    [Theory]
    [InlineData("public sealed class Own : TokenLayer", "has a constructor that does not begin with 'int dim'")]
    [InlineData("public sealed class Own(int dim, int depth) : TokenLayer", "has a constructor that does not end with 'Device? device = null'")]
    [InlineData("public sealed class Own(int dim, float x, Device? device = null) : TokenLayer", "has a constructor that takes 'float x'")]
    [InlineData("internal sealed class Own(int dim, Device? device = null) : TokenLayer", "is not public")]
    [InlineData("public abstract class Own(int dim, Device? device = null) : TokenLayer", "is abstract")]
    [InlineData("public sealed class Own<T>(int dim, Device? device = null) : TokenLayer", "has type parameters")]
    public void A_class_that_cannot_be_one(string head, string expected)
    {
        var generation = new GeneratedProject().WithCode("Own.cs", $$"""
            using Pipelines.Modules;
            using Pipelines.Spec;
            using static TorchSharp.torch;
            [Block("own")]
            {{head}}("Own") { public override Tensor forward(Tensor x) => x; }
            """.Replace(": TokenLayer(\"Own\")", head.Contains('(') ? ": TokenLayer(\"Own\")" : ": TokenLayer")).Run();

        var finding = generation.Diagnostics.Where(diagnostic => diagnostic.Contains("PIPE")).ShouldHaveSingleItem();
        finding.ShouldStartWith("Own.cs(5,");
        finding.ShouldContain($"error PIPE0904: Own {expected}");
    }

    [Theory]
    [InlineData("Own")]
    [InlineData("own-block")]
    [InlineData("x")]
    [InlineData("attention")]
    [InlineData("forward")]
    [InlineData("class")]
    [InlineData("")]
    public void A_name_that_no_block_can_have(string name)
    {
        var generation = new GeneratedProject().WithCode("Own.cs", $$"""
            using Pipelines.Modules;
            using static TorchSharp.torch;
            [Pipelines.Spec.Block("{{name}}")]
            public sealed class Own(int dim, Device? device = null) : TokenLayer("Own") { public override Tensor forward(Tensor x) => x; }
            """).Run();

        generation.Diagnostics.ShouldHaveSingleItem().ShouldStartWith($"Own.cs(4,21): error PIPE0904: Own is called '{name}'");
    }

    [Fact]
    public void A_class_that_is_no_layer()
    {
        var generation = new GeneratedProject().WithCode("Own.cs", "[Pipelines.Spec.Block(\"own\")] public class Own;").Run();

        generation.Diagnostics.ShouldBe([
            "Own.cs(1,44): error PIPE0904: Own derives neither from SequenceLayer, as a mixer does, nor from TokenLayer, as a feed-forward does",
        ]);
    }

    [Fact]
    public void Two_classes_of_one_name()
    {
        var generation = new GeneratedProject()
            .WithCode("A.cs", Examples.OwnBlocks)
            .WithCode("B.cs", Examples.OwnBlocks.Replace("namespace Own", "namespace Other"))
            .Run();

        generation.Diagnostics.Length.ShouldBe(2);
        generation.Diagnostics.ShouldContain(finding =>
            finding.Contains($"error {Rules.BlockDeclaration.Id}: LongConv is called 'long_conv', and so is Own.LongConv"));
    }

    private static GeneratedProject Project() => new GeneratedProject("Own")
        .WithCode("Own.cs", Examples.OwnBlocks)
        .With("own.pipeline.yaml", Examples.OwnPipeline);
}
