using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Pipelines.Generators.Tests.Harness;

namespace Pipelines.Generators.Tests;

/// <summary>Pages of rules that the generators alone can see: each example breaks its rule as the page says, its fix does not.</summary>
public sealed class GeneratorPages
{
    [Fact]
    public void Two_files_for_one_class()
    {
        var page = Page("PIPE0902");
        var yaml = Blocks(page, "yaml");
        var project = new GeneratedProject().With("a.pipeline.yaml", yaml[0]).With("b.pipeline.yaml", yaml[1]);

        project.Run().Diagnostics.ShouldBe(Blocks(page, "text")[0].TrimEnd().Split('\n'));
        project.With("b.pipeline.yaml", yaml[2]).Run().Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void A_class_that_cannot_be_a_model()
    {
        var page = Page("PIPE0903");
        var code = Blocks(page, "csharp");
        var project = new GeneratedProject().WithCode("Example.cs", code[0]);

        project.Run().Diagnostics.ShouldBe(Blocks(page, "text")[0].TrimEnd().Split('\n'));
        project.WithChangedCode("Example.cs", code[1]).Run().Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void A_class_that_cannot_be_a_block()
    {
        var page = Page("PIPE0904");
        var code = Blocks(page, "csharp");
        var project = new GeneratedProject().WithCode("Example.cs", code[0]);

        project.Run().Diagnostics.ShouldBe(Blocks(page, "text")[0].TrimEnd().Split('\n'));
        project.WithChangedCode("Example.cs", code[1]).Run().Diagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void A_class_that_cannot_be_a_verifier()
    {
        var page = Page("PIPE0905");
        var code = Blocks(page, "csharp");
        var project = new GeneratedProject().WithCode("Example.cs", code[0]);

        project.Run().Diagnostics.ShouldBe(Blocks(page, "text")[0].TrimEnd().Split('\n'));
        project.WithChangedCode("Example.cs", code[1]).Run().Diagnostics.ShouldBeEmpty();
    }

    private static string Page(string id, [CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "docs", "diagnostics", id + ".md"));

    private static string[] Blocks(string page, string language) =>
        [.. Regex.Matches(page, $"(?s)```{language}\n(.*?)```").Select(match => match.Groups[1].Value)];
}
