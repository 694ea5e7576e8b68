using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Tests;

/// <summary>What <c>prune</c> removes, and what stays.</summary>
public sealed class Pruning : IDisposable
{
    private readonly Project project = new();
    private readonly SmallPipeline pipeline = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Shows_what_other_settings_made_and_removes_it_where_it_is_told_to()
    {
        await RunWith("b");
        await RunWith("a");
        var shown = await project.RunAsync(pipeline, "prune");

        shown.Code.ShouldBe(0, shown.Error);
        shown.Out.ShouldContain("first");
        shown.Out.ShouldContain("2 folders, ");
        shown.Out.ShouldContain("prune --yes");
        Artifacts().Length.ShouldBe(6, "nothing is removed before it was shown");

        (await project.RunAsync(pipeline, "prune", "--yes")).Out.ShouldContain("Removed 2 folders, ");
        Artifacts().ShouldBe(Wanted(), ignoreOrder: true);
        (await project.RunAsync(pipeline)).Out.ShouldContain("All stages are done");
        (await project.RunAsync(pipeline, "prune")).Out.ShouldContain("Nothing to remove");
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        store.Runs().Count(run => run.Name == "first").ShouldBe(2, "records of runs stay");
    }

    [Fact]
    public async Task Leaves_what_a_process_uses()
    {
        await RunWith("a");
        Outcome? pruned = null;
        pipeline.First.Setting = "b";
        // Another process prunes by the file as it was, while this one makes the second stage of other settings out of the first.
        pipeline.Second.During = _ => pruned = project.RunAsync(new SmallPipeline(), "prune", "--yes").Result;
        (await project.RunAsync(pipeline)).Code.ShouldBe(0);

        pruned!.Code.ShouldBe(0, pruned.Error);
        pruned.Out.Split('\n').Count(line => line.EndsWith("stays: a process uses it")).ShouldBe(2, pruned.Out);
        Artifacts().Length.ShouldBe(6);
        pipeline.First.Runs.ShouldBe(2, "its artifact was there to go on from");
        (await project.RunAsync(new SmallPipeline(), "prune", "--yes")).Out.ShouldContain("Removed 2 folders");
    }

    [Fact]
    public async Task Removes_what_is_left_of_interrupted_runs_of_other_settings_alone()
    {
        pipeline.First.During = context =>
        {
            File.WriteAllText(Path.Combine(context.Work, "checkpoint"), new string('x', 5000));
            throw new PipelineException("the power went");
        };
        await RunWith("b");
        await RunWith("a");
        (await project.RunAsync(pipeline, "prune", "--yes")).Out.ShouldContain("Removed 1 folder, 4.9");

        var left = Directory.GetDirectories(Path.Combine(project.Workspace.Root, "work")).ShouldHaveSingleItem();
        left.ShouldEndWith(Fingerprint(pipeline.First).Hex);
    }

    [Fact]
    public async Task Keeps_registered_models_and_what_they_were_made_from()
    {
        await RunWith("b");
        var (first, second) = (Fingerprint(pipeline.First), Fingerprint(pipeline.Second));
        using (var store = new SqliteTrackingStore(project.Workspace.Runs))
            store.Registry.Add(new NewModelVersion("kept", store.Runs()[0].Id, "second", second.Hex, "", new Dictionary<string, string>()));
        await RunWith("a");
        (await project.RunAsync(pipeline, "prune", "--yes")).Out.ShouldContain("Nothing to remove");
        Artifacts().ShouldBe([.. Wanted(), first.Hex, second.Hex], ignoreOrder: true);
    }

    [Fact]
    public async Task Keeps_the_tokens_of_the_files_data_and_removes_damaged_artifacts()
    {
        await RunWith("a");
        var tokens = Session.Open(pipeline, project.Workspace, []).Fingerprints.OfTokens(pipeline.Tokenizer, "texts").Hex;
        foreach (var folder in new[] { tokens, "0123456789abcdef0123456789abcdef", "damaged/ffff-20260101-000000" })
            project.Write(Path.Combine(project.Workspace.Artifacts, folder, "train.tokens"), "1 2 3");

        var pruned = await project.RunAsync(pipeline, "prune", "--yes");
        pruned.Out.ShouldContain("damaged artifact");
        pruned.Out.ShouldContain("damaged, set aside");
        pruned.Out.ShouldContain("Removed 2 folders");
        Artifacts().ShouldBe([.. Wanted(), tokens], ignoreOrder: true);
    }

    [Fact]
    public async Task Removes_what_repeats_have_kept_but_not_while_they_run()
    {
        await RunWith("a");
        var first = Newest();
        Outcome? pruned = null;
        pipeline.Second.During = _ => pruned = project.RunAsync(new SmallPipeline(), "prune", "--yes").Result;
        await Repeat(first);
        await Repeat(first);

        pruned!.Out.Split('\n').Count(line => line.Contains("interrupted") && line.EndsWith("stays: a process uses it")).ShouldBe(1, pruned.Out);
        pruned.Out.ShouldContain("Removed 1 folder, ", customMessage: "the second time it removed what the first had kept");
        var kept = Path.GetFileName(Directory.GetDirectories(project.Workspace.Repeats).ShouldHaveSingleItem());
        var last = await project.RunAsync(pipeline, "prune", "--yes");
        last.Out.ShouldContain($"repeat {kept}");
        last.Out.ShouldContain("Removed 1 folder, ");
        Directory.GetDirectories(project.Workspace.Repeats).ShouldBeEmpty();
        Artifacts().ShouldBe(Wanted(), ignoreOrder: true);
    }

    [Fact]
    public async Task Nothing_is_removed_where_the_files_data_is_not_there()
    {
        await RunWith("b");
        await RunWith("a");
        Directory.Delete(Path.Combine(project.Folder, "texts"), recursive: true);
        (await project.RunAsync(pipeline, "prune", "--yes")).Code.ShouldBe(1);
        Artifacts().Length.ShouldBe(6);
    }

    private async Task RunWith(string setting)
    {
        pipeline.First.Setting = setting;
        await project.RunAsync(pipeline);
    }

    private async Task Repeat(string run) =>
        (await project.RunAsync(pipeline, "runs", "repeat", run, "--keep")).Out.ShouldContain("What it made is in ");

    private string Newest()
    {
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        return store.Runs().First(run => run.Name == "second").Id;
    }

    private Fingerprint Fingerprint(Stage stage) => Session.Open(pipeline, project.Workspace, []).Fingerprints.Of(stage);

    private string[] Wanted() => [.. pipeline.Stages.Select(stage => Fingerprint(stage).Hex)];

    private string[] Artifacts() =>
    [
        .. Directory.GetDirectories(project.Workspace.Artifacts).Select(folder => Path.GetFileName(folder)!)
            .Where(name => name != "damaged"),
    ];
}
