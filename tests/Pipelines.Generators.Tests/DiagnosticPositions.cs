using Microsoft.CodeAnalysis;
using Pipelines.Generators.Tests.Harness;
using Pipelines.Spec;

namespace Pipelines.Generators.Tests;

/// <summary>What is wrong is reported at the key or value in the YAML that it is about.</summary>
public sealed class DiagnosticPositions
{
    [Theory]
    [InlineData(
        "    heads: 6",
        "    head: 6",
        "quickstart.pipeline.yaml(14,5): error PIPE0003: 'head' is not a setting of a llama model; did you mean 'heads'?")]
    [InlineData(
        "dim: 192",
        "dim: 190",
        "quickstart.pipeline.yaml(12,10): error PIPE0110: dim 190 is not divisible by heads 6 (190 / 6 = 31.67); nearest: 186, 192")]
    [InlineData(
        "model: docs-lm",
        "model: doc-lm",
        "quickstart.pipeline.yaml(21,12): error PIPE0015: ")]
    public void A_wrong_setting(string right, string wrong, string expected)
    {
        var generation = new GeneratedProject().With("quickstart.pipeline.yaml", Examples.Quickstart.Replace(right, wrong)).Run();

        generation.Diagnostics.ShouldContain(diagnostic => diagnostic.StartsWith(expected));
    }

    [Fact]
    public void The_span_is_the_text_that_is_wrong()
    {
        var text = Examples.Quickstart.Replace("dim: 192", "dim: 190");
        var generation = new GeneratedProject().With("quickstart.pipeline.yaml", text).Run();

        var location = generation.Reported.ShouldHaveSingleItem().Location;
        text.Substring(location.SourceSpan.Start, location.SourceSpan.Length).ShouldBe("190");
        location.GetLineSpan().Path.ShouldBe("/project/quickstart.pipeline.yaml");
        location.GetLineSpan().EndLinePosition.Character.ShouldBe(12);
    }

    [Fact]
    public void What_is_wrong_in_a_base_is_reported_in_it()
    {
        var generation = new GeneratedProject()
            .With("shared/common.base.yaml", Examples.Quickstart.Replace("layers: 6", "layers: six"))
            .With("big.pipeline.yaml", "extends: shared/common.base.yaml\npipeline: big")
            .Run();

        generation.Diagnostics.ShouldHaveSingleItem().ShouldStartWith("shared/common.base.yaml(13,13): error PIPE0005: ");
    }

    [Fact]
    public void A_model_called_as_something_that_emitted_code_uses()
    {
        var generation = new GeneratedProject().With("quickstart.pipeline.yaml", Examples.Quickstart.Replace("docs-lm", "linear")).Run();

        generation.Files.Keys.ShouldBe(["QuickstartPipeline.g.cs"]);
        generation.Diagnostics.ShouldBe([
            "quickstart.pipeline.yaml(9,3): error PIPE0010: the model 'linear' would be the class Linear, "
            + "a name that emitted code uses for something else; 'linear-model' would do",
        ]);
    }

    [Fact]
    public void A_diagnostic_links_to_its_page_and_is_an_error()
    {
        var generation = new GeneratedProject().With("quickstart.pipeline.yaml", Examples.Quickstart.Replace("dim: 192", "dim: 190")).Run();

        var descriptor = generation.Reported.ShouldHaveSingleItem().Descriptor;
        descriptor.DefaultSeverity.ShouldBe(DiagnosticSeverity.Error);
        descriptor.HelpLinkUri.ShouldBe("docs/diagnostics/PIPE0110.md");
        descriptor.Title.ToString().ShouldBe(Rules.HeadsDivideDim.Title);
    }
}
