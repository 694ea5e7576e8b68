using Pipelines.Generators.Tests.Harness;

namespace Pipelines.Generators.Tests;

/// <summary>Whatever a file holds, the others are emitted and the build says what is wrong with it.</summary>
public sealed class BadInput
{
    public static TheoryData<string, string?> Files => new()
    {
        { "empty", "" },
        { "blank", " \n\n# nothing\n" },
        { "not text", null },
        { "binary", string.Concat(Enumerable.Range(0, 4096).Select(index => (char)(index * 31 % 256))) },
        { "truncated", Examples.Quickstart[..(Examples.Quickstart.Length / 2)] + "{ [" },
        { "10 MB", "pipeline: " + new string('x', 10 << 20) },
        { "deep", "pipeline: " + new string('[', 100_000) },
        { "billion laughs", Laughs() },
        { "a list", "- pipeline\n- quickstart" },
        { "scalar", "quickstart" },
        { "two documents", Examples.Quickstart + "\n---\n" + Examples.Quickstart },
        { "lone surrogate", "pipeline: \uD800" },
        { "extends itself", "extends: bad.pipeline.yaml\npipeline: bad" },
        { "extends nothing", "extends: nowhere.base.yaml\npipeline: bad" },
        { "a name of symbols", "pipeline: '!!!'" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void One_bad_file_takes_no_other_down(string what, string? text)
    {
        var generation = new GeneratedProject()
            .With("bad.pipeline.yaml", text)
            .With("quickstart.pipeline.yaml", Examples.Quickstart)
            .Run();

        generation.Files.Keys.Except(["BadPipeline.g.cs"]).ShouldBe(["DocsLm.g.cs", "QuickstartPipeline.g.cs"], what);
        generation.Diagnostics.ShouldNotBeEmpty(what);
        generation.Diagnostics.ShouldAllBe(diagnostic => diagnostic.StartsWith("bad.pipeline.yaml("), what);
        generation.Diagnostics.ShouldAllBe(diagnostic => !diagnostic.Contains(Spec.Rules.GeneratorFault.Id), what);
    }

    [Fact]
    public void Any_prefix_of_a_file_is_no_crash()
    {
        var random = new Random(7);
        for (var trial = 0; trial < 60; trial++)
        {
            var text = Examples.Quickstart[..random.Next(Examples.Quickstart.Length)];
            var generation = new GeneratedProject().With("a.pipeline.yaml", text).Run();
            generation.Diagnostics.ShouldAllBe(diagnostic => !diagnostic.Contains(Spec.Rules.GeneratorFault.Id), text);
        }
    }

    [Fact]
    public void Any_changed_characters_are_no_crash()
    {
        var random = new Random(11);
        const string Letters = "{}[]:,-#&*!|>'\"%@` \n\t0a\u0001\u2028";
        for (var trial = 0; trial < 100; trial++)
        {
            var text = Examples.Quickstart.ToCharArray();
            for (var edit = 0; edit < 3; edit++) text[random.Next(text.Length)] = Letters[random.Next(Letters.Length)];
            var generation = new GeneratedProject().With("a.pipeline.yaml", new string(text)).Run();
            generation.Diagnostics.ShouldAllBe(diagnostic => !diagnostic.Contains(Spec.Rules.GeneratorFault.Id), new string(text));
        }
    }

    private static string Laughs()
    {
        var lines = Enumerable.Range(1, 30).Select(level => $"  l{level}: &l{level} [*l{level - 1}, *l{level - 1}, *l{level - 1}]");
        return "pipeline: bad\ndata:\n  l0: &l0 [ha, ha]\n" + string.Join("\n", lines);
    }
}
