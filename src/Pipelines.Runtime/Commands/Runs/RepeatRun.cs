using System.CommandLine;
using System.Globalization;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Machine;
using Pipelines.Runtime.Repeating;
using Pipelines.Runtime.Runs;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;
using TorchSharp;

namespace Pipelines.Runtime.Commands;

/// <summary><c>runs repeat</c>: runs the stage of a run once more from what was recorded, and says whether the numbers are equal.</summary>
internal sealed class RepeatRun(Pipeline pipeline, Workspace workspace, RecordedRuns recorded, ProgramOutput output)
{
    private const int Equal = 0;
    private const int NotEqual = 1;

    public static Command Command(
        Pipeline pipeline, Workspace workspace, RecordedRuns recorded, ProgramOutput output, Func<ParseResult, CommandOptions> options)
    {
        var id = RunsCommand.Id();
        var keep = new Option<bool>("--keep") { Description = "Keeps what the repeat makes, under .pipelines/repeats" };
        var command = new Command("repeat", "Runs a run's stage once more, and says whether the numbers are equal") { id, keep };
        command.SetAction((result, cancellation) => TensorThread.Run(() =>
            new RepeatRun(pipeline, workspace, recorded, output)
                .Run(options(result), result.GetValue(id)!, result.GetValue(keep), cancellation)));
        return command;
    }

    /// <returns>the exit code: 0 when all numbers came out again</returns>
    private int Run(CommandOptions options, string id, bool keep, CancellationToken cancellation)
    {
        if (options.Overrides.Count > 0)
            throw new UsageException("a repeat takes all settings from the run: --set, --seed and --tensorboard have no place in it");
        using var store = recorded.OpenFor(id);
        var run = recorded.Find(store, id);
        using var stage = RecordedStage.Open(pipeline, workspace, store, run);
        if (run.Run.Status != RunStatus.Finished && run.Metrics.Count == 0)
            throw new PipelineException($"run {RecordedRuns.ShortId(run.Run)} measured and made nothing: a repeat has nothing to be compared with");

        workspace.Prepare();
        var device = stage.Stage.UsesTensors ? Devices.Open(options.Device ?? run.Tags.GetValueOrDefault(RunTags.Device)) : null;
        Limits.Check(stage.Stage, stage.Session, Costing.On(device?.ToString()));
        var display = output.Display();
        using var runs = new ProgramRuns(stage.Session, display.Warn);
        using var threads = device is null ? null : new ThreadCount(run.Tags.GetValueOrDefault(RunTags.Threads));
        var outcome = new StageRepeat(stage, run, runs, options.Arguments).Run(display, device, keep, cancellation);
        output.Out.Write(RepeatText.Of(outcome));
        return outcome.IsEqual ? Equal : NotEqual;
    }

    /// <summary>Computes with as many threads as the run did, since the order of sums depends on it; afterwards with those of before.</summary>
    private sealed class ThreadCount : IDisposable
    {
        private readonly int before = torch.get_num_threads();

        public ThreadCount(string? recorded)
        {
            if (int.TryParse(recorded, CultureInfo.InvariantCulture, out var threads) && threads > 0 && threads != before) torch.set_num_threads(threads);
        }

        public void Dispose() => torch.set_num_threads(before);
    }
}
