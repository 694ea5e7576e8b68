using System.Text.Json;
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
        foreach (var known in new[] { "machine", "processor", "instructions", "program", "version", "dotnet", "data.texts" })
            tokenizer.Tags["pipelines." + known].ShouldNotBeEmpty();
        tokenizer.Artifacts.Select(file => file.Path).ShouldBe(["artifact.json", "pipeline.yaml"]);

        var first = store.Find(store.Runs().Single(run => run.Name == "first").Id)!;
        first.Tags["pipelines.input.tokenizer"].ShouldBe(tokenizer.Tags["pipelines.artifact"]);
        first.Tags["pipelines.input_run.tokenizer"].ShouldBe(tokenizer.Run.Id);
        first.Metrics["runs"].Value.ShouldBe(1);
    }

    [Fact]
    public async Task Go_to_TensorBoard_too_where_a_folder_is_named()
    {
        var folder = Path.Combine(project.Folder, "a board");
        var outcome = await project.RunAsync(pipeline, "first", "--tensorboard", folder);
        outcome.Code.ShouldBe(0, outcome.Error);
        (await project.RunAsync(pipeline, "first", "--force", "--set", "tracking.tensorboard=board")).Code.ShouldBe(0);

        var files = Directory.GetFiles(folder, "events.out.tfevents.*", SearchOption.AllDirectories);
        files.Select(file => Path.GetFileName(Path.GetDirectoryName(file)!)[..5]).Order().ShouldBe(["first", "token"]);
        files.ShouldAllBe(file => File.ReadAllText(file).Contains("_hparams_/session_end_info"));
        Directory.GetDirectories(Path.Combine(project.Folder, "board")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Keep_pictures_and_tables_beside_the_report_where_they_are_not_large()
    {
        pipeline.First.During = context =>
        {
            Directory.CreateDirectory(Path.Combine(context.Output, "parts"));
            File.WriteAllText(Path.Combine(context.Output, "parts/plot.svg"), "<svg/>");
            File.WriteAllText(Path.Combine(context.Output, "rows.jsonl"), "{}\n");
            File.WriteAllBytes(Path.Combine(context.Output, "large.csv"), new byte[(4 << 20) + 1]);
            File.WriteAllText(Path.Combine(context.Output, "model.bin"), "weights");
        };
        await project.RunAsync(pipeline, "first");
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        store.Find(store.Runs()[0].Id)!.Artifacts.Select(file => file.Path)
            .ShouldBe(["artifact.json", "parts/plot.svg", "pipeline.yaml", "report.md", "rows.jsonl"]);
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
    public async Task Are_ordered_by_what_they_came_to()
    {
        foreach (var vocab in new[] { 300, 270, 285 }) await project.RunAsync(pipeline, "tokenizer", "--set", $"stages.tokenizer.vocab={vocab}");

        var least = (await project.RunAsync(pipeline, "runs", "best", "tokenizer/bytes_per_token")).Out.Split('\n');
        least[0].ShouldContain("vocab");
        least[1..4].Select(line => line.Trim().Split(' ')[^1]).ShouldBe(["270", "285", "300"]);
        var greatest = (await project.RunAsync(pipeline, "runs", "best", "tokenizer/bytes_per_token", "--greatest", "--most", "1")).Out;
        greatest.ShouldContain("tokenizer/bytes_per_token");
        greatest.Trim().Split('\n').Length.ShouldBe(2);
        (await project.RunAsync(pipeline, "runs", "best", "speed")).Error.ShouldContain("has the metric 'speed'");
    }

    [Fact]
    public async Task Are_exported_for_other_programs()
    {
        await project.RunAsync(pipeline, "tokenizer");
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        var run = store.Find(store.Runs().Single().Id)!;
        var (json, csv) = (Path.Combine(project.Folder, "run.json"), Path.Combine(project.Folder, "run.csv"));

        (await project.RunAsync(pipeline, "runs", "export", run.Run.Id, "--out", json)).Code.ShouldBe(0);
        using var document = JsonDocument.Parse(File.ReadAllBytes(json));
        document.RootElement.GetProperty("run_id").GetString().ShouldBe(run.Run.Id);
        document.RootElement.GetProperty("params").GetProperty("vocab").GetString().ShouldBe(run.Params["vocab"]);
        var metric = document.RootElement.GetProperty("metrics").GetProperty("tokenizer/bytes_per_token")[0];
        metric.GetProperty("value").GetDouble().ShouldBe(run.Metrics["tokenizer/bytes_per_token"].Value);

        (await project.RunAsync(pipeline, "runs", "export", run.Run.Id, "--out", csv)).Code.ShouldBe(0);
        var lines = File.ReadAllLines(csv);
        lines[0].ShouldBe("metric,step,time,value");
        lines.Length.ShouldBe(1 + run.Metrics.Count);
        (await project.RunAsync(pipeline, "runs", "export", run.Run.Id, "--out", "run.xml")).Code.ShouldBe(2);
    }

    [Fact]
    public async Task Are_deleted_without_what_they_made()
    {
        await project.RunAsync(pipeline, "first");
        string[] ids;
        using (var store = new SqliteTrackingStore(project.Workspace.Runs)) ids = [.. store.Runs().Select(run => run.Id)];

        (await project.RunAsync(pipeline, "runs", "delete", ids[0][..10])).Code.ShouldBe(0);

        using var left = new SqliteTrackingStore(project.Workspace.Runs);
        left.Runs().Select(run => run.Id).ShouldBe(ids[1..]);
        Directory.Exists(Path.Combine(Path.GetDirectoryName(project.Workspace.Runs)!, "runs", ids[0])).ShouldBeFalse();
        (await project.RunAsync(pipeline, "first")).Out.ShouldContain("first is done");
        (await project.RunAsync(pipeline, "runs", "delete", ids[0])).Error.ShouldContain("there is no run");
    }

    [Fact]
    public async Task Are_drawn_by_step()
    {
        string id;
        using (var store = new SqliteTrackingStore(project.Workspace.Runs))
        using (var run = store.Start(new RunStart("small", "curve")))
        {
            id = run.Id;
            for (var step = 0; step < 100; step++) run.LogMetric("loss", 100 - step, step);
            run.End(RunStatus.Finished);
        }
        (await project.RunAsync(pipeline, "runs", "show", id)).Out.ShouldContain("█▇▇▇▇▆▆▆▆▅▅▅▅▄▄▄▄▃▃▃▃▂▂▂▂▁▁▁▁");
        var chart = (await project.RunAsync(pipeline, "runs", "show", id, "--plot", "loss")).Out.Split('\n');
        chart[1].ShouldStartWith("  100 ┤⠉⠑⠢");
        chart[12].TrimEnd().ShouldEndWith("⠉⠑⠢⠤⣀");
        chart[14].TrimEnd().ShouldEndWith("99");
        (await project.RunAsync(pipeline, "runs", "show", id, "--plot", "accuracy")).Error.ShouldContain("it has loss");
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
