using System.Diagnostics;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Runs;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Graph;

/// <summary>Runs stages that are not done, each after what it needs, on the calling thread.</summary>
/// <param name="session">the pipeline</param>
/// <param name="held">the artifacts that it uses and makes</param>
/// <param name="recorder">begins the tracked runs</param>
/// <param name="display">shows what happens</param>
/// <param name="device">where tensors live; null when no stage needs one</param>
/// <param name="forced">stages that run even if they are done</param>
/// <param name="width">of the longest name of a stage</param>
/// <param name="done">is told of each stage when its artifact is there</param>
/// <param name="cancellation">stops a stage where it can go on later</param>
internal sealed class StageRunner(
    Session session,
    HeldArtifacts held,
    RunRecorder recorder,
    IDisplay display,
    Device? device,
    IReadOnlySet<Stage> forced,
    int width,
    Action<Stage> done,
    CancellationToken cancellation)
{
    private readonly HashSet<Stage> ran = [];
    private readonly HashSet<Stage> sound = [];

    /// <summary>Runs the stages that are not done.</summary>
    /// <param name="order">the stages, inputs first</param>
    /// <exception cref="OperationCanceledException">it was stopped</exception>
    public void Run(IReadOnlyList<Stage> order)
    {
        foreach (var stage in order)
        {
            if (!forced.Contains(stage) && StageState.Of(stage, session).IsDone) display.Cached(stage, width);
            else Make(stage);
            done(stage);
        }
    }

    /// <summary>How a stage came out of <see cref="Run"/>.</summary>
    public bool WasRun(Stage stage) => ran.Contains(stage);

    private void Make(Stage stage)
    {
        foreach (var input in stage.Inputs) MakeSound(input);
        cancellation.ThrowIfCancellationRequested();
        var fingerprint = session.Fingerprints.Of(stage);
        var work = session.Workspace.Work(stage.Name, fingerprint);
        using (Lock(stage, fingerprint))
        {
            SetAsideIfDamaged(stage, fingerprint);
            if (forced.Contains(stage) && Directory.Exists(work)) Directory.Delete(work, recursive: true);
            Directory.CreateDirectory(work);
            using var run = recorder.Begin(stage, fingerprint, work);
            Record(stage, fingerprint, work, run);
        }
        ran.Add(stage);
    }

    private FileLock Lock(Stage stage, Fingerprint fingerprint) =>
        FileLock.Try(session.Workspace.Lock(stage.Name, fingerprint))
            ?? throw new PipelineException($"stage '{stage.Name}' is being run by another process: wait for it, or end it");

    private void Record(Stage stage, Fingerprint fingerprint, string work, IRun run)
    {
        try
        {
            display.During(stage, width, progress =>
            {
                var clock = Stopwatch.StartNew();
                var context = new StageContext(session, held, stage, work, run, stage.UsesTensors ? device : null, progress, cancellation);
                var result = stage.Run(context);
                var manifest = session.Store.Publish(context.Output, files => session.Describe(stage, clock.Elapsed, result, run.Id, files));
                held.Hold(fingerprint);
                recorder.Made(run, manifest, session.Store.FolderOf(fingerprint));
                return result;
            });
            Directory.Delete(work, recursive: true);
            run.End(RunStatus.Finished);
        }
        catch (OperationCanceledException)
        {
            run.End(RunStatus.Killed);
            throw;
        }
        catch (Exception e)
        {
            recorder.Failed(run, e);
            throw;
        }
    }

    /// <summary>Reads an input whole before it is used; one that is not what was written is made again.</summary>
    private void MakeSound(Stage input)
    {
        if (!sound.Add(input)) return;
        try
        {
            if (session.Store.Verify(session.Fingerprints.Of(input)) is not null) return;
        }
        catch (DamagedArtifactException)
        {
            // Make says so.
        }
        Make(input);
    }

    private void SetAsideIfDamaged(Stage stage, Fingerprint fingerprint)
    {
        try
        {
            session.Store.Verify(fingerprint);
        }
        catch (DamagedArtifactException damage)
        {
            var aside = session.Store.SetAside(fingerprint);
            display.Warn($"{damage.Message}; it is made again, and what was left of it is in {Workspace.Display(aside)}");
        }
    }
}
