using Pipelines.Generators.Tests.Harness;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace Pipelines.Generators.Tests;

/// <summary>Pipelines say what the code of the blocks and verifiers that they name is, as a hash of its text.</summary>
public sealed class OwnCode
{
    private const string Verifier = """
        using System.Threading;
        using Pipelines.Verification;

        namespace Own;

        [Verifier("polite")]
        public sealed partial class Polite : Graded
        {
            public override Verdict Verify(Answer answer, CancellationToken cancellation) => new(answer.Text.Worth() * Share);
        }

        public class Unnamed
        {
            public int Value => 1;
        }
        """;

    private const string Base = """
        using System.Threading;
        using Pipelines.Verification;

        namespace Own;

        public abstract class Graded : IVerifier
        {
            protected const double Share = 0.5;

            public abstract Verdict Verify(Answer answer, CancellationToken cancellation);
        }
        """;

    private const string Extensions = """
        namespace Own;

        public static class Worths
        {
            public static double Worth(this string text) => text.Contains("please") ? Words.Most : 0;
        }
        """;

    private const string Words = "namespace Own; public static class Words { public const double Most = 1; }";

    [Theory]
    [InlineData("Own.cs", "=> new(", "/* graded */ =>\n        new (")]
    [InlineData("Own.cs", "[Verifier", "/// <summary>Of manners.</summary>\n[Verifier")]
    [InlineData("Own.cs", "\n", "\r\n")]
    [InlineData("Own.cs", "    ", "\t")]
    [InlineData("Own.cs", "Value => 1", "Value => 2")]
    [InlineData("Base.cs", "{", "{ // what answers are worth")]
    [InlineData("Words.cs", "namespace Own;", "namespace Own;\n#pragma warning disable CS1591\n")]
    public void Stays_what_it_is(string file, string old, string @new) => Hash(Changed(file, old, @new)).ShouldBe(Hash(Project()));

    [Theory]
    [InlineData("Own.cs", "* Share", "+ Share")]
    [InlineData("Own.cs", "\"polite\"", "name: \"polite\"")]
    [InlineData("Base.cs", "0.5", "0.25")]
    [InlineData("Extensions.cs", "please", "thanks")]
    [InlineData("Words.cs", "1", "2")]
    public void Is_another(string file, string old, string @new) => Hash(Changed(file, old, @new)).ShouldNotBe(Hash(Project()));

    [Fact]
    public void Has_all_parts_of_a_class_in_whatever_order()
    {
        const string Part = "namespace Own; public sealed partial class Polite { public int Limit => 1; }";
        var after = Hash(Project().WithCode("Part.cs", Part));
        after.ShouldNotBe(Hash(Project()));
        after.ShouldNotBe(Hash(Project().WithCode("Part.cs", Part.Replace("=> 1", "=> 2"))));
        after.ShouldBe(Hash(new GeneratedProject("Own").WithCode("Part.cs", Part).With("judged.pipeline.yaml", Examples.Judged)
            .WithCode("Words.cs", Words).WithCode("Extensions.cs", Extensions).WithCode("Base.cs", Base).WithCode("Own.cs", Verifier)));
    }

    [Fact]
    public void That_changes_emits_the_pipelines_that_name_it_and_nothing_else()
    {
        var project = Project().With("quickstart.pipeline.yaml", Examples.Gpt);
        project.Run();
        var after = project.WithChangedCode("Words.cs", Words.Replace("1", "2")).Run();

        after.Reasons(StepNames.OwnCode).ShouldBe([Modified]);
        after.Reasons(StepNames.Readings).ShouldAllBe(reason => reason == Cached || reason == Unchanged);
        after.Reasons(StepNames.Models).ShouldBe([Unchanged, Unchanged]);
        after.Reasons(StepNames.Pipelines).ShouldBe([Modified, Unchanged], ignoreOrder: true);
    }

    [Fact]
    public void That_only_moves_emits_nothing()
    {
        var project = Project();
        project.Run();
        var after = project.WithChangedCode("Words.cs", "// a comment\n" + Words).Run();

        after.Reasons(StepNames.OwnCode).ShouldAllBe(reason => reason == Cached || reason == Unchanged);
        after.OutputReasons().ShouldAllBe(reason => reason == Cached);
    }

    [Fact]
    public void Is_of_no_concern_where_it_is_not_named() =>
        new GeneratedProject().WithCode("Blocks.cs", Examples.OwnBlocks).With("gpt.pipeline.yaml", Examples.Gpt).Run()
            .Files["GptPipeline.g.cs"].ShouldNotContain("code:");

    private static GeneratedProject Changed(string file, string old, string @new)
    {
        var before = file switch { "Own.cs" => Verifier, "Base.cs" => Base, "Extensions.cs" => Extensions, _ => Words };
        before.ShouldContain(old);
        return Project().WithChangedCode(file, before.Replace(old, @new));
    }

    private static string Hash(GeneratedProject project)
    {
        var text = project.Run().Files["JudgedPipeline.g.cs"];
        const string Before = "Verifiers = { [\"polite\"] = \"";
        text.ShouldContain(Before);
        return text[(text.IndexOf(Before, StringComparison.Ordinal) + Before.Length)..][..16];
    }

    private static GeneratedProject Project() => new GeneratedProject("Own")
        .WithCode("Own.cs", Verifier)
        .WithCode("Base.cs", Base)
        .WithCode("Extensions.cs", Extensions)
        .WithCode("Words.cs", Words)
        .With("judged.pipeline.yaml", Examples.Judged);
}
