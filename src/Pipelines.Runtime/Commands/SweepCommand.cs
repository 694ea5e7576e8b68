using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pipelines.Formats;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Machine;
using Pipelines.Runtime.Sweeping;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary>
/// <c>sweep</c>: tries the settings of <c>sweep:</c>, each trial a run of its own, and writes the best as a file. One that was stopped goes
/// on where it was.
/// </summary>
/// <param name="pipeline">the pipeline</param>
/// <param name="workspace">where its runs and artifacts are</param>
/// <param name="output">where it writes</param>
/// <param name="runner">runs a trial</param>
internal sealed class SweepCommand(Pipeline pipeline, Workspace workspace, ProgramOutput output, ITrialRunner runner)
{
    public static Command Of(Pipeline pipeline, Workspace workspace, ProgramOutput output, Func<ParseResult, CommandOptions> options)
    {
        var command = new Command("sweep", "Tries the settings of `sweep:` and writes the best as a file");
        command.SetAction((result, cancellation) =>
        {
            var given = options(result);
            var runner = new TrialProcess(given.Device is null ? [] : ["--device", given.Device]);
            return new SweepCommand(pipeline, workspace, output, runner).RunAsync(given, cancellation);
        });
        return command;
    }

    private const string NoSweep = "sweep=";

    /// <returns>the exit code: 1 where no trial came to anything</returns>
    public async Task<int> RunAsync(CommandOptions options, CancellationToken cancellation)
    {
        var session = Session.Open(pipeline, workspace, options.Overrides);
        var sweep = session.Spec.Sweep ?? throw new PipelineException($"{pipeline.SourcePath} has no 'sweep:'");
        workspace.Prepare();
        var folder = Path.Combine(workspace.Root, "sweeps", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(session.Yaml)))[..12]);
        Directory.CreateDirectory(folder);

        using var store = new SqliteTrackingStore(workspace.Runs);
        using var run = store.Start(new RunStart(session.Spec.Tracking.Experiment, "sweep"));
        run.LogText(session.Yaml, "pipeline.yaml");
        var search = ISearch.Of(sweep, session.Spec.Seed);
        var whole = new Sweep(
            sweep, search, new SweepFile(Path.Combine(folder, "trials.json")),
            (trial, stop) => TryAsync(trial, sweep, options, store, run.Id, folder, stop),
            (trial, all) => Tell(trial, all, sweep, run));
        try
        {
            var trials = await whole.RunAsync(Parallel(sweep, session, options), cancellation);
            var ordered = Sweep.InOrder(trials, whole.Rounds - 1, sweep.Greatest).ToArray();
            if (ordered.Length == 0)
                throw new PipelineException(
                    $"no trial came to a {sweep.Metric}; the last: {trials[^1].Error}. All that they said is in {Workspace.Display(folder)}");
            Finish(ordered, trials, sweep, options, folder, run);
            run.End(RunStatus.Finished);
            return 0;
        }
        catch (OperationCanceledException)
        {
            run.End(RunStatus.Killed);
            throw;
        }
    }

    /// <summary>As many trials at once as were asked for and memory holds.</summary>
    private int Parallel(SweepSpec sweep, Session session, CommandOptions options)
    {
        var stages = StageGraph.InOrder(StageChoice.Of(pipeline, [sweep.Stage]));
        var most = stages.Max(stage => stage.Cost(session.Spec, Costing.On(options.Device)).MemoryBytes ?? 0);
        if (most == 0 || sweep.Parallel == 1) return sweep.Parallel;
        var fit = (int)Math.Clamp(ThisMachine.FreeMemory / most, 1, sweep.Parallel);
        if (fit < sweep.Parallel)
            output.Error.WriteLine($"warning: {fit} of {sweep.Parallel} trials at once: each takes up to {Quantity.Bytes(most)} of memory");
        return fit;
    }

    private async Task<Trial> TryAsync(
        Trial trial, SweepSpec sweep, CommandOptions options, SqliteTrackingStore store, string parent, string folder, CancellationToken stop)
    {
        string[] overrides = [.. options.Overrides, .. Overrides(trial, sweep)];
        var log = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"trial-{trial.Number:000}-{trial.Round}.log"));
        try
        {
            // Settings may each be right and not go together: that is known before a process is started.
            var session = Session.Open(pipeline, workspace, overrides);
            if (await runner.RunAsync(sweep.Stage, overrides, parent, log, stop) is { } error) return trial with { Error = error };
            var made = StageState.Of(StageChoice.Of(pipeline, [sweep.Stage])[0], session).Artifact;
            var record = made is null ? null : store.Find(made.Run);
            if (record is null) return trial with { Error = "its run is not recorded" };
            return record.Metrics.TryGetValue(sweep.Metric, out var metric)
                ? trial with { Value = metric.Value, Run = record.Run.Id }
                : trial with { Error = $"it measured no '{sweep.Metric}', but {string.Join(", ", record.Metrics.Keys.Order(StringComparer.Ordinal))}" };
        }
        catch (PipelineException e)
        {
            return trial with { Error = e.Message.Split('\n')[0] };
        }
    }

    /// <summary>What the file is overridden with in a trial, which is no sweep itself.</summary>
    private static IEnumerable<string> Overrides(Trial trial, SweepSpec sweep)
    {
        yield return NoSweep;
        foreach (var setting in trial.Settings) yield return setting.Override;
        if (sweep.Halving is { } halving && trial.Round < halving.Rounds - 1) yield return $"{halving.Budget}={halving.Of(trial.Round)}";
    }

    private void Tell(Trial trial, IReadOnlyList<Trial> all, SweepSpec sweep, IRun run)
    {
        var round = sweep.Halving is null ? "" : $" of round {trial.Round + 1}";
        var came = trial.Value is { } value ? RecordedRuns.Number(value) : $"failed: {trial.Error}";
        var best = Sweep.InOrder(all, trial.Round, sweep.Greatest).FirstOrDefault();
        var beside = best is null || best == trial ? "" : $" (best {RecordedRuns.Number(best.Value!.Value)})";
        output.Out.WriteLine($" trial {trial.Number}{round}: {trial.Text} → {came}{beside}, {Quantity.Clock(trial.Time)}");
        if (trial.Value is { } measured) run.LogMetric(sweep.Metric, measured, all.Count);
    }

    private void Finish(
        IReadOnlyList<Trial> ordered, IReadOnlyList<Trial> all, SweepSpec sweep, CommandOptions options, string folder, IRun run)
    {
        var table = new TextTable(["trial", sweep.Metric, .. sweep.Settings.Select(setting => setting.Path), "time"]);
        foreach (var trial in ordered)
            table.Add(
            [
                $"{trial.Number}", RecordedRuns.Number(trial.Value!.Value),
                .. sweep.Settings.Select(setting => trial.Settings.FirstOrDefault(tried => tried.Path == setting.Path)?.Value ?? "as in the file"),
                Quantity.Clock(trial.Time),
            ]);
        var failed = all.Count(trial => trial.Value is null);
        output.Out.Write($"\n{table}{(failed > 0 ? $" {Quantity.Of(failed, "trial")} failed\n" : "")}");

        var best = ordered[0];
        run.SetTag("pipelines.sweep.best", best.Run);
        if (ParallelCoordinates.Draw(sweep, ordered) is { } picture)
        {
            WriteText(Path.Combine(folder, "trials.svg"), picture);
            run.LogArtifact(Path.Combine(folder, "trials.svg"));
        }
        var file = Path.Combine(folder, "best.yaml");
        var yaml = Session.Open(pipeline, workspace, [.. options.Overrides, NoSweep, .. best.Settings.Select(setting => setting.Override)]).Yaml;
        WriteText(file, $"# {sweep.Metric} {RecordedRuns.Number(best.Value!.Value)}: trial {best.Number} of {all.Max(trial => trial.Number)}, {best.Text}\n{yaml}");
        run.LogArtifact(file);
        output.Out.WriteLine($"\n Best: trial {best.Number}, {best.Text}. The whole file with it: {Workspace.Display(file)}");
        if (best.Settings.Count > 0) output.Out.WriteLine($" Or: {string.Join(" ", best.Settings.Select(setting => $"--set {setting.Override}"))}");
    }

    private static void WriteText(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
