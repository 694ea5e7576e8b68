using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Tests;

public sealed class RecordedRuns : IDisposable
{
    private readonly Project project = new();
    private readonly SmallPipeline pipeline = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task A_run_records_what_it_takes_to_repeat_it()
    {
        await project.RunAsync(pipeline, "first", "--set", "stages.tokenizer.vocab=290");
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        var tokenizer = store.Find(store.Runs().Single(run => run.Name == "tokenizer").Id)!;
        tokenizer.Run.Experiment.ShouldBe("small");
        tokenizer.Run.Status.ShouldBe(RunStatus.Finished);
        tokenizer.Params["vocab"].ShouldBe("290");
        tokenizer.Params["split"].ShouldBe("llama3");
        tokenizer.Params["data.validation"].ShouldBe("0.1");
        tokenizer.Tags["pipelines.overrides"].ShouldBe("stages.tokenizer.vocab=290");
        tokenizer.Tags["pipelines.command_line"].ShouldBe("first --set stages.tokenizer.vocab=290");
        tokenizer.Tags.Keys.ShouldContain("pipelines.machine");
        tokenizer.Artifacts.Select(file => file.Path).ShouldBe(["artifact.json", "pipeline.yaml"]);

        var first = store.Find(store.Runs().Single(run => run.Name == "first").Id)!;
        first.Tags["pipelines.input.tokenizer"].ShouldBe(tokenizer.Tags["pipelines.artifact"]);
        first.Tags["pipelines.input_run.tokenizer"].ShouldBe(tokenizer.Run.Id);
        first.Metrics["runs"].Value.ShouldBe(1);
    }

    [Fact]
    public async Task A_failed_run_says_why()
    {
        pipeline.First.During = _ => throw new PipelineException("no luck today");
        await project.RunAsync(pipeline, "first");
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        var failed = store.Find(store.Runs().Single(run => run.Name == "first").Id)!;
        failed.Run.Status.ShouldBe(RunStatus.Failed);
        failed.Tags["pipelines.error"].ShouldBe("no luck today");
    }

    [Fact]
    public async Task A_run_that_goes_on_names_the_one_before()
    {
        pipeline.First.During = _ => throw new PipelineException("stop");
        await project.RunAsync(pipeline, "first");
        pipeline.First.During = _ => { };
        await project.RunAsync(pipeline, "first");
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        var runs = store.Runs().Where(run => run.Name == "first").ToArray();
        store.Find(runs[0].Id)!.Tags["pipelines.continues"].ShouldBe(runs[1].Id);
    }

    [Fact]
    public async Task Are_listed_shown_and_compared()
    {
        await project.RunAsync(pipeline, "first");
        await project.RunAsync(pipeline, "tokenizer", "--set", "stages.tokenizer.vocab=290");
        var list = (await project.RunAsync(pipeline, "runs", "list")).Out.Split('\n');
        list[0].ShouldStartWith(" id        stage      status    started");
        list[1].ShouldContain("290 tokens from");
        list.Length.ShouldBe(5);

        var ids = list[1..4].Select(line => line.Trim().Split(' ')[0]).ToArray();
        var shown = await project.RunAsync(pipeline, "runs", "show", ids[0]);
        shown.Out.ShouldContain(" tokenizer · small · " + ids[0]);
        shown.Out.ShouldContain(" vocab            290\n");
        shown.Out.ShouldContain("tokenizer/bytes_per_token");

        var compared = await project.RunAsync(pipeline, "runs", "compare", ids[0], ids[2]);
        compared.Out.ShouldContain(" vocab  290                 300\n");
        compared.Out.ShouldNotContain("special_tokens", customMessage: "what is equal is left out");
    }

    [Fact]
    public async Task Are_none_at_first()
    {
        var list = await project.RunAsync(pipeline, "runs", "list");
        list.Code.ShouldBe(0);
        list.Out.ShouldContain("There are no runs yet");
        var show = await project.RunAsync(pipeline, "runs", "show", "abc");
        show.Code.ShouldBe(1);
        show.Error.ShouldContain("there is no run 'abc'");
    }
}
