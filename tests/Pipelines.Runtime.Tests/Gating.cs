using System.Diagnostics;
using System.Xml.Linq;

namespace Pipelines.Runtime.Tests;

/// <summary>What <c>ci</c> makes of a pipeline's expectations.</summary>
public sealed class Gating : IDisposable
{
    private readonly Project project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Passes_where_all_of_it_holds()
    {
        var outcome = await project.RunAsync(
            Expecting("tokenizer/tokens: \"<= 300\"", "tokenizer/bytes_per_token: [\"> 1\", \"< 100\"]"), "ci", "tokenizer");

        outcome.Code.ShouldBe(0, outcome.Error);
        Summary().ShouldStartWith("## ✅ small: 3 gates passed");
        Summary().ShouldContain("| ✅ | tokenizer | `tokenizer/tokens` | 300 | ≤ 300 |");
        Summary().ShouldContain("| tokenizer | done |");
        var suite = JUnit();
        suite.Attribute("tests")!.Value.ShouldBe("4");
        suite.Attribute("failures")!.Value.ShouldBe("0");

        (await project.RunAsync(Expecting("tokenizer/tokens: \"<= 300\""), "ci", "tokenizer")).Code.ShouldBe(0);
        Summary().ShouldContain("| tokenizer | cached |");
    }

    [Fact]
    public async Task Fails_with_the_number_and_what_was_wanted()
    {
        var outcome = await project.RunAsync(Expecting("tokenizer/tokens: \"< 300\""), "ci", "tokenizer");

        outcome.Code.ShouldBe(1);
        outcome.Out.ShouldContain("FAILED");
        Summary().ShouldStartWith("## ❌ small: 1 of 1 gate failed");
        var failure = JUnit().Descendants("failure").ShouldHaveSingleItem();
        failure.Attribute("message")!.Value.ShouldBe("tokenizer/tokens of tokenizer is 300, expected < 300: does not hold");
    }

    [Fact]
    public async Task A_metric_that_nothing_measured_fails_with_the_nearest()
    {
        var outcome = await project.RunAsync(Expecting("tokenizer/token: \"< 300\""), "ci", "tokenizer");
        outcome.Code.ShouldBe(1);
        outcome.Out.ShouldContain("did you mean 'tokenizer/tokens'?");
    }

    [Fact]
    public async Task A_stage_that_fails_is_an_error_of_the_report()
    {
        var pipeline = Expecting();
        pipeline.First.During = _ => throw new PipelineException("no luck today");
        var outcome = await project.RunAsync(pipeline, "ci", "first");

        outcome.Code.ShouldBe(1);
        Summary().ShouldMatch(@"\| first \| failed \| \d+:\d\d \| no luck today \|");
        JUnit().Descendants("error").ShouldHaveSingleItem().Attribute("message")!.Value.ShouldBe("no luck today");
    }

    [Fact]
    public async Task A_branch_is_compared_with_stage_by_stage()
    {
        Git("init", "-q", "-b", "main");
        Git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "first");
        var gates = "tokenizer/tokens: [\"no more than baseline\", \"no less than baseline by 5%\"]";
        var alone = await project.RunAsync(Expecting(gates), "ci", "tokenizer", "--baseline", "main");
        alone.Code.ShouldBe(0, alone.Error + alone.Out);

        Git("checkout", "-q", "-b", "change");
        Git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "second");
        var worse = await project.RunAsync(
            Expecting(gates), "ci", "tokenizer", "--baseline", "main", "--set", "stages.tokenizer.vocab=310");
        worse.Code.ShouldBe(1);
        Summary().ShouldContain("| ❌ | tokenizer | `tokenizer/tokens` | 310 | ≤ baseline = 300 | 300 |");
        Summary().ShouldContain("| ✅ | tokenizer | `tokenizer/tokens` | 310 | ≥ baseline − 5 % = 285 | 300 |");

        (await project.RunAsync(Expecting(gates), "ci", "tokenizer", "--baseline", "elsewhere")).Error.ShouldContain("no branch, tag or commit");
    }

    [Fact]
    public async Task What_has_no_baseline_yet_is_said_and_does_not_fail()
    {
        var outcome = await project.RunAsync(Expecting("tokenizer/bytes_per_token: no worse than baseline by 1%"), "ci", "tokenizer");
        outcome.Code.ShouldBe(0);
        outcome.Out.ShouldContain("no --baseline was given");
        Summary().ShouldStartWith("## ✅ small: 0 gates passed, 1 without a baseline");
        JUnit().Descendants("skipped").Count().ShouldBe(1);
    }

    [Theory]
    [InlineData("tokenizer/tokens: \"about 300\"", "small.pipeline.yaml(8,42): error PIPE0005", "'< 1.9'")]
    [InlineData("tokenizer/tokens: no worse than baseline", "error PIPE0005", "no more than baseline")]
    [InlineData("tokenizer/tokens: [\"< 1\", \"baseline\"]", "error PIPE0005", "'< 1.9'")]
    public async Task What_means_nothing_is_an_error_at_its_line(string metrics, string place, string hint)
    {
        var outcome = await project.RunAsync(Expecting(metrics), "validate");
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain(place);
        outcome.Error.ShouldContain(hint);
    }

    [Fact]
    public async Task A_stage_that_is_not_there_is_an_error()
    {
        var outcome = await project.RunAsync(new SmallPipeline(SmallPipeline.Text + "\nexpect: { tokeniser: { loss: \"< 1\" } }\n"), "validate");
        outcome.Error.ShouldContain("did you mean 'tokenizer'?");
    }

    private static SmallPipeline Expecting(params string[] metrics) => new(
        metrics.Length == 0 ? SmallPipeline.Text : $$"""{{SmallPipeline.Text}}{{"\n"}}expect: { tokenizer: { {{string.Join(", ", metrics)}} } }{{"\n"}}""");

    private string Summary() => File.ReadAllText(Path.Combine(project.Workspace.Root, "ci", "summary.md"));

    private XElement JUnit() => XDocument.Load(Path.Combine(project.Workspace.Root, "ci", "junit.xml")).Root!.Element("testsuite")!;

    private void Git(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { WorkingDirectory = project.Folder })!;
        git.WaitForExit();
        git.ExitCode.ShouldBe(0);
    }
}
