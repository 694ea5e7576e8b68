using Pipelines.Spec;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;
using Pipelines.Tracking.Tests.Mlflow;

namespace Pipelines.Runtime.Tests;

/// <summary>What a pipeline program registers of its stages, and what is done with it.</summary>
public sealed class RegisteredModels : IDisposable
{
    public const string Stages = SmallPipeline.Text + """

          first: { kind: pretrain, model: small-lm, tokenizer: tokenizer, data: texts, tokens: 1k, batch: 1 }
          second: { kind: evaluate, from: first }
        models:
          small-lm: { family: llama, vocab: tokenizer, dim: 32, layers: 1, heads: 2, context: 32 }

        """;

    private const string Registered = Stages + "registry: { assistant: { from: first, alias: candidate } }\n";

    private readonly Project project = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public void Are_named_in_a_file_as_they_are_everywhere()
    {
        var (random, named) = (new Random(3), 0);
        string[] pieces = ["models:/", "models:/", "a", "assistant", " ", "/", "@", "@", "latest", "3", "0", "v2", "champion", "é", "-"];
        for (var i = 0; i < 3000; i++)
        {
            var text = pieces[random.Next(2)] + string.Concat(Enumerable.Range(0, random.Next(2, 6)).Select(_ => pieces[random.Next(pieces.Length)]));
            var read = PipelineReader.Read("x.pipeline.yaml", $"pipeline: x\nserve: {{ model: \"{text}\" }}", new ReadOptions());
            (read.Diagnostics.Count == 0).ShouldBe(IsNamed(text), text);
            if (read.Diagnostics.Count == 0) named++;
        }
        named.ShouldBeGreaterThan(50);

        static bool IsNamed(string text)
        {
            try
            {
                return ModelUri.Parse(text).Model.Length > 0;
            }
            catch (TrackingException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Are_registered_when_their_stage_is_made_and_once()
    {
        var pipeline = Make(Registered);
        (await project.RunAsync(pipeline, "second")).Out.ShouldContain("first is registered as assistant 1 (candidate)");
        (await project.RunAsync(pipeline, "second")).Out.ShouldNotContain("registered");
        (await project.RunAsync(pipeline, "tokenizer", "--force")).Out.ShouldNotContain("registered");

        pipeline.First.Setting = "b";
        (await project.RunAsync(pipeline, "first")).Out.ShouldContain("first is registered as assistant 2 (candidate)");
        pipeline.First.Setting = "a";
        (await project.RunAsync(pipeline, "first")).Out.ShouldContain("first is registered as assistant 1 (candidate)");

        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        var versions = store.Registry.Find("assistant")!.Versions;
        versions.Select(version => (version.Number, version.Stage, version.Description)).ShouldBe([(2, "first", "ran 2"), (1, "first", "ran 1")]);
        versions[1].Aliases.ShouldBe(["candidate"]);
        store.Find(versions[1].Run)!.Tags["pipelines.artifact"].ShouldBe(versions[1].Artifact);
    }

    [Fact]
    public async Task Are_registered_too_where_the_file_says_so_later_and_nothing_runs_again()
    {
        await project.RunAsync(Make(Stages), "first");
        var pipeline = Make(Registered);
        var outcome = await project.RunAsync(pipeline, "first");
        outcome.Out.ShouldContain("first is registered as assistant 1 (candidate)");
        pipeline.First.Runs.ShouldBe(0);
    }

    [Fact]
    public async Task Are_added_shown_called_and_forgotten_by_hand()
    {
        var pipeline = Make(Stages);
        (await project.RunAsync(pipeline, "registry", "list")).Out.ShouldContain("No model is registered yet");
        await project.RunAsync(pipeline, "first");
        var added = await project.RunAsync(
            pipeline, "registry", "add", "first", "--name", "assistant", "--alias", "champion", "--description", "by hand", "--tag", "team=search");
        (added.Code, added.Error).ShouldBe((0, ""));
        added.Out.ShouldContain("is assistant 1, called champion");
        pipeline.First.Setting = "b";
        await project.RunAsync(pipeline, "first");
        (await project.RunAsync(pipeline, "registry", "add", Runs()[0].Id[..8], "--name", "assistant")).Out.ShouldContain("is assistant 2");
        (await project.RunAsync(pipeline, "registry", "add", Runs()[0].Id, "--name", "assistant")).Out.ShouldContain("is assistant 2, as before");

        var listed = (await project.RunAsync(pipeline, "registry", "list")).Out.Split('\n');
        listed[1].ShouldMatch(@"^ assistant +2 +2 +\d{4}-\d\d-\d\d \d\d:\d\d +champion 1");
        (await project.RunAsync(pipeline, "registry", "alias", "assistant", "latest", "champion")).Out.ShouldBe(" assistant 2 is champion, after 1\n");
        (await project.RunAsync(pipeline, "registry", "alias", "assistant", "champion", "best")).Out.ShouldBe(" assistant 2 is best\n");
        (await project.RunAsync(pipeline, "registry", "unalias", "assistant", "best")).Code.ShouldBe(0);
        (await project.RunAsync(pipeline, "registry", "show", "assistant")).Out.ShouldContain("champion");
        var shown = (await project.RunAsync(pipeline, "registry", "show", "assistant", "1")).Out;
        shown.ShouldContain(" by hand\n");
        shown.ShouldContain("dotnet run -- runs show");
        shown.ShouldContain("search");

        (await project.RunAsync(pipeline, "registry", "delete", "assistant", "champion")).Out.ShouldBe(" assistant 2 is deleted\n");
        (await project.RunAsync(pipeline, "registry", "delete", "assistant")).Out.ShouldBe(" assistant with all of its versions is deleted\n");
        (await project.RunAsync(pipeline, "first")).Out.ShouldContain("first is done", customMessage: "artifacts stay");
    }

    [Theory]
    [InlineData("there is neither a stage nor a run 'nothing'; stages: tokenizer", "add", "nothing", "--name", "assistant")]
    [InlineData("'tokenizer' made no model that could be registered: stage tokenizer is of kind bpe", "add", "tokenizer", "--name", "assistant")]
    [InlineData("stage 'second' has made nothing with these settings yet: dotnet run -- second", "add", "second", "--name", "assistant")]
    [InlineData("a registered model's name 'a/b' has '/'", "add", "first", "--name", "a/b")]
    [InlineData("'v2' would be taken for a version", "add", "first", "--name", "new", "--alias", "v2")]
    [InlineData("there is no registered model 'asistant'", "show", "asistant")]
    [InlineData("assistant has no version 9; versions: 1", "alias", "assistant", "9", "champion")]
    [InlineData("no version of assistant is called 'champion'", "unalias", "assistant", "champion")]
    [InlineData("no version of assistant is called 'best'; aliases: candidate", "delete", "assistant", "best")]
    public async Task Refuse_what_is_not_there(string message, params string[] args)
    {
        var pipeline = Make(Registered);
        await project.RunAsync(pipeline, "first");
        var outcome = await project.RunAsync(pipeline, ["registry", .. args]);
        outcome.Code.ShouldBe(1, outcome.Out);
        outcome.Error.ShouldContain(message);
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        store.Registry.Models().ShouldHaveSingleItem().Versions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Keep_their_run_from_being_deleted()
    {
        var pipeline = Make(Registered);
        await project.RunAsync(pipeline, "first");
        var id = Runs()[0].Id;
        var outcome = await project.RunAsync(pipeline, "runs", "delete", id);
        (outcome.Code, outcome.Error).ShouldBe(
            (1, $"error: run {id[..8]} made assistant 1: dotnet run -- registry delete assistant 1 forgets that first\n"));
        await project.RunAsync(pipeline, "registry", "delete", "assistant", "1");
        (await project.RunAsync(pipeline, "runs", "delete", id)).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Go_to_the_server_with_their_run_and_files_and_follow_what_is_changed()
    {
        using var server = new MlflowDouble();
        var pipeline = Make(Registered.Replace("seed: 7", $"seed: 7\ntracking: {{ uri: {server.Address} }}"));
        (await project.RunAsync(pipeline, "first")).Error.ShouldBe("");

        var version = server.Registry.Models["assistant"].ShouldHaveSingleItem().ShouldNotBeNull();
        var run = server.Runs[version.Run];
        (run.Name, version.Description).ShouldBe(("first", "ran 1"));
        run.Files.Keys.Where(file => file.StartsWith("model/", StringComparison.Ordinal)).ShouldBe(
            ["model/artifact.json", "model/config.json", "model/report.md"], ignoreOrder: true);
        server.Registry.Aliases[("assistant", "candidate")].ShouldBe("1");

        await project.RunAsync(pipeline, "registry", "alias", "assistant", "1", "champion");
        server.Registry.Aliases[("assistant", "champion")].ShouldBe("1");

        server.Kill();
        var away = await project.RunAsync(pipeline, "registry", "unalias", "assistant", "champion");
        (away.Code, away.Error.Contains("runs push sends it when the server is back")).ShouldBe((0, true), away.Error);
        server.Start();
        (await project.RunAsync(pipeline, "runs", "push")).Out.ShouldContain("the registered model assistant sent");
        server.Registry.Aliases.ContainsKey(("assistant", "champion")).ShouldBeFalse();
        server.Complaints.ShouldBeEmpty();
        (await project.RunAsync(pipeline, "runs", "push")).Out.ShouldContain("has all runs");
    }

    /// <summary>The small pipeline, whose first stage makes what looks like a model.</summary>
    internal static SmallPipeline Make(string yaml)
    {
        var pipeline = new SmallPipeline(yaml);
        pipeline.First.During = context => File.WriteAllText(Path.Combine(context.Output, "config.json"), "{}");
        return pipeline;
    }

    private IReadOnlyList<Run> Runs()
    {
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        return store.Runs();
    }
}
