using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Tests;

public sealed class Interruptions : IDisposable
{
    private readonly Project project = new();
    private readonly SmallPipeline pipeline = new();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task What_a_stage_left_in_its_work_folder_is_there_when_it_goes_on()
    {
        pipeline.First.During = context =>
        {
            File.WriteAllText(Path.Combine(context.Work, "checkpoint"), "half");
            throw new PipelineException("the power went");
        };
        await project.RunAsync(pipeline, "first");

        var found = "";
        pipeline.First.During = context => found = File.ReadAllText(Path.Combine(context.Work, "checkpoint"));
        await project.RunAsync(pipeline, "first");
        found.ShouldBe("half");
        Directory.EnumerateFileSystemEntries(Path.Combine(project.Workspace.Root, "work"))
            .ShouldBeEmpty("nothing is left of a stage that is done");
    }

    [Fact]
    public async Task Force_begins_anew()
    {
        pipeline.First.During = context =>
        {
            File.WriteAllText(Path.Combine(context.Work, "checkpoint"), "half");
            throw new PipelineException("the power went");
        };
        await project.RunAsync(pipeline, "first");

        var found = true;
        pipeline.First.During = context => found = File.Exists(Path.Combine(context.Work, "checkpoint"));
        await project.RunAsync(pipeline, "first", "--force");
        found.ShouldBeFalse();
    }

    [Fact]
    public async Task A_stage_runs_in_one_process_at_a_time()
    {
        Outcome? inside = null;
        pipeline.First.During = _ => inside = project.RunAsync(new SmallPipeline(), "first").Result;
        (await project.RunAsync(pipeline, "first")).Code.ShouldBe(0);
        inside!.Code.ShouldBe(1);
        inside.Error.ShouldContain("stage 'first' is being run by another process");
    }

    [Fact]
    public async Task A_stopped_run_counts_as_killed()
    {
        await project.RunAsync(pipeline, "tokenizer");
        var session = Session.Open(pipeline, project.Workspace, []);
        using (var store = new SqliteTrackingStore(project.Workspace.Runs))
        {
            using var stop = new CancellationTokenSource();
            pipeline.First.During = context =>
            {
                stop.Cancel();
                context.Cancellation.ThrowIfCancellationRequested();
            };
            var display = new Terminal.PlainDisplay(TextWriter.Null, TextWriter.Null);
            var recorder = new Runs.RunRecorder(session, store, [], null);
            using var held = new HeldArtifacts(session.Store);
            var runner = new StageRunner(session, held, recorder, display, null, new HashSet<Stage>(), 0, _ => { }, stop.Token);
            Should.Throw<OperationCanceledException>(() => runner.Run([pipeline.First]));
            store.Runs()[0].Status.ShouldBe(RunStatus.Killed);
        }
    }
}
