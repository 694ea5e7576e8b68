using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Tests;

/// <summary>What <c>ci</c> does with registered models: compares with one, and promotes what passes.</summary>
public sealed class Promotions : IDisposable
{
    private const string File = RegisteredModels.Stages + """
        registry: { assistant: { from: first, alias: candidate } }
        expect:
          first: { runs: no more than baseline }
          second: { runs: no more than baseline by 1 }

        """;

    private readonly Project project = new();
    private readonly SmallPipeline pipeline = RegisteredModels.Make(File);

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task The_first_has_nothing_before_it_and_the_next_is_held_against_it()
    {
        var first = await CiAsync("--promote", "champion");
        first.Code.ShouldBe(0, first.Error);
        Summary().ShouldContain("There is no models:/assistant@champion yet to compare with.");
        Summary().ShouldContain("assistant 1 is champion");
        Champion().ShouldBe(1);

        pipeline.First.Setting = "b";    // runs a second time, so that both stages measure 2
        var worse = await CiAsync("--promote", "champion");
        worse.Code.ShouldBe(1);
        Summary().ShouldContain($"Compared with assistant 1 (champion): stage first, run ");
        Summary().ShouldContain("| ❌ | first | `runs` | 2 | ≤ baseline = 1 | 1 |");
        Summary().ShouldContain("| ✅ | second | `runs` | 2 | ≤ baseline + 1 = 2 | 1 |", customMessage: "what was made of it is compared too");
        Summary().ShouldContain("Nothing is champion: not all of it holds.");
        Champion().ShouldBe(1);
    }

    [Fact]
    public async Task What_passes_takes_the_place_of_the_one_before()
    {
        await CiAsync("--promote", "champion");
        var next = RegisteredModels.Make(File);    // counts anew, so that it measures 1 again
        next.First.Setting = "b";
        var outcome = await project.RunAsync(next, "ci", "second", "--baseline", "models:/assistant@champion", "--promote", "champion");
        outcome.Code.ShouldBe(0, outcome.Out + outcome.Error);
        Summary().ShouldContain("assistant 2 is champion, after 1");
        Champion().ShouldBe(2);

        await project.RunAsync(next, "ci", "second", "--baseline", "models:/assistant/1", "--promote", "champion");
        Summary().ShouldContain("Compared with assistant 1: stage first");
        Summary().ShouldContain("assistant 2 is champion, as before");
    }

    [Theory]
    [InlineData("models:/asistant@champion", "there is no registered model 'asistant'")]
    [InlineData("models:/assistant/7", "assistant has no version 7")]
    [InlineData("models:/assistant", "names no version of a registered model")]
    public async Task A_name_that_means_nothing_is_a_mistake(string baseline, string message)
    {
        await project.RunAsync(pipeline, "first");
        var outcome = await project.RunAsync(pipeline, "ci", "first", "--baseline", baseline);
        outcome.Code.ShouldBe(1);
        outcome.Error.ShouldContain(message);
    }

    [Theory]
    [InlineData("tokenizer", "champion", "--promote champion: nothing is registered of tokenizer", 2)]
    [InlineData("first", "v3", "'v3' would be taken for a version", 1)]
    public async Task Nothing_to_promote_is_said_before_anything_runs(string stage, string alias, string message, int code)
    {
        var outcome = await project.RunAsync(pipeline, "ci", stage, "--promote", alias);
        (outcome.Code, outcome.Error.Contains(message)).ShouldBe((code, true), outcome.Error);
        System.IO.File.Exists(project.Workspace.Runs).ShouldBeFalse();
    }

    private Task<Outcome> CiAsync(params string[] more) =>
        project.RunAsync(pipeline, ["ci", "second", "--baseline", "models:/assistant@champion", .. more]);

    private string Summary() => System.IO.File.ReadAllText(Path.Combine(project.Workspace.Root, "ci", "summary.md"));

    private long Champion()
    {
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        return store.Registry.Resolve(ModelUri.Parse("models:/assistant@champion")).Number;
    }
}
