using System.Diagnostics;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Runs;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;
using static TorchSharp.torch;

namespace Pipelines.Runtime.Repeating;

/// <summary>Runs a recorded stage once more, from its beginning and aside: the artifact that it made is not touched.</summary>
/// <param name="recorded">the stage</param>
/// <param name="run">the run that is repeated</param>
/// <param name="runs">where runs are recorded</param>
/// <param name="arguments">of the program</param>
internal sealed class StageRepeat(RecordedStage recorded, RunRecord run, ProgramRuns runs, IReadOnlyList<string> arguments)
{
    private readonly Session session = recorded.Session;

    /// <summary>Runs it, and compares what came of it.</summary>
    /// <param name="display">shows it</param>
    /// <param name="device">where tensors live, or null</param>
    /// <param name="keep">whether what it makes stays, under <c>.pipelines/repeats/</c></param>
    /// <param name="cancellation">stops it; a repeat does not go on later</param>
    /// <exception cref="OperationCanceledException">it was stopped</exception>
    public RepeatOutcome Run(IDisplay display, Device? device, bool keep, CancellationToken cancellation)
    {
        // Every repeat is one of its own, which goes on from no other, and which nobody tidies up while it runs.
        var (stage, once) = (recorded.Stage, Fingerprint.Of(Guid.NewGuid().ToString()));
        using var alone = FileLock.Wait(session.Workspace.Lock("repeat", once));
        var work = session.Workspace.Work("repeat", once);
        Directory.CreateDirectory(work);
        var recorder = new RunRecorder(session, runs.Store, arguments, device?.ToString());
        using var again = recorder.Begin(stage, recorded.Fingerprint, work, repeats: run.Run.Id);
        var aside = new ArtifactStore(session.Workspace.Repeat(again.Id));
        using var held = new HeldArtifacts(aside);
        ArtifactManifest? made = null;
        try
        {
            display.During(stage, stage.Name.Length, progress =>
            {
                var clock = Stopwatch.StartNew();
                var context = new StageContext(
                    session, recorded.Held, stage, work, again, stage.UsesTensors ? device : null, progress, cancellation);
                var result = stage.Run(context);
                made = aside.Publish(context.Output, files => session.Describe(stage, clock.Elapsed, result, again.Id, files));
                held.Hold(recorded.Fingerprint);
                recorder.Made(again, made, aside.FolderOf(recorded.Fingerprint));
                return result;
            });
            again.Flush();
            var outcome = RepeatOutcome.Of(runs.Embedded, run, again.Id, made!, keep ? aside.FolderOf(recorded.Fingerprint) : null);
            again.SetTag(RunTags.RepeatsEqually, outcome.IsEqual ? "true" : "false");
            again.End(RunStatus.Finished);
            return outcome;
        }
        catch (OperationCanceledException)
        {
            again.End(RunStatus.Killed);
            throw;
        }
        catch (Exception e)
        {
            recorder.Failed(again, e);
            throw;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
            if ((made is null || !keep) && Directory.Exists(aside.Root)) Directory.Delete(aside.Root, recursive: true);
        }
    }
}
