using System.CommandLine;
using System.Text;
using Pipelines.Formats;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary>
/// <c>ci</c>: runs what has changed, holds it against what the pipeline expects, and writes what people and CI services read:
/// <c>summary.md</c>, its pictures, and <c>junit.xml</c>.
/// </summary>
internal sealed class CiCommand(Pipeline pipeline, Workspace workspace, ProgramOutput output)
{
    public const string Folder = "ci";

    public static Command Of(
        Pipeline pipeline, Workspace workspace, ProgramOutput output, Argument<string[]> stages, Func<ParseResult, CommandOptions> options)
    {
        var baseline = new Option<string?>("--baseline")
        {
            Description = "What is compared with: a branch, tag or commit whose runs are recorded, a run's id, "
                + "or a registered model such as models:/assistant@champion",
            HelpName = "name",
        };
        var promote = new Option<string?>("--promote")
        {
            Description = "What the models of `registry:` are called from then on where all of it holds, such as champion",
            HelpName = "alias",
        };
        var folder = new Option<string?>("--out") { Description = "Where summary.md and junit.xml go (default: .pipelines/ci)", HelpName = "folder" };
        var command = new Command("ci", "Runs what has changed and checks `expect:`; exits with 1 where it does not hold")
        {
            stages, baseline, promote, folder,
        };
        command.SetAction((result, cancellation) => new CiCommand(pipeline, workspace, output).RunAsync(
            options(result), result.GetValue(stages)!, result.GetValue(baseline), result.GetValue(promote), result.GetValue(folder),
            cancellation));
        return command;
    }

    /// <returns>the exit code: 0 where all stages ran and every gate holds</returns>
    public async Task<int> RunAsync(
        CommandOptions options,
        IReadOnlyList<string> names,
        string? baselineName,
        string? promoted,
        string? folder,
        CancellationToken cancellation)
    {
        var session = Session.Open(pipeline, workspace, options.Overrides);
        var order = StageGraph.InOrder(StageChoice.Of(pipeline, names));
        var promotion = promoted is null ? null : new Promotion(promoted, session, order);
        promotion?.Check();
        var before = order.Where(stage => StageState.Of(stage, session).IsDone).ToHashSet();
        var begun = DateTimeOffset.UtcNow;
        string? error = null;
        try
        {
            await new RunCommand(pipeline, workspace, output).RunAsync(options, names, force: false, cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            error = e.Message;
        }

        workspace.Prepare();
        using var store = new SqliteTrackingStore(workspace.Runs);
        var baseline = baselineName is null ? null : Baseline.Find(store, baselineName, session);
        RunRecord? RunOf(Stage stage) => StageState.Of(stage, session).Artifact is { } made ? store.Find(made.Run) : null;
        var named = order.ToDictionary(stage => stage.Name);
        var gates = Gates.Check(
            session.Spec.Expect.Where(expectation => named.ContainsKey(expectation.Stage)), stage => RunOf(named[stage]), baseline);
        var outcome = new CiOutcome(
            session.Spec.Name, [.. order.Select(stage => Told(stage, session, before, store, begun, error))], gates,
            Curves(gates, stage => RunOf(named[stage]), baseline, store), baseline?.Name, error);
        if (baseline?.Remark is { } remark) outcome.Remarks.Add(remark);
        if (promotion is not null)
            outcome.Remarks.AddRange(outcome.Passed ? promotion.Promote(store, output) : [$"Nothing is {promoted}: not all of it holds."]);
        Write(outcome, folder ?? Path.Combine(workspace.Root, Folder));
        return outcome.Passed ? 0 : PipelineProgram.Failure;
    }

    private static CiStage Told(
        Stage stage, Session session, HashSet<Stage> before, SqliteTrackingStore store, DateTimeOffset begun, string? error)
    {
        if (StageState.Of(stage, session).Artifact is { } made)
            return new CiStage(stage.Name, before.Contains(stage) ? "cached" : "done", TimeSpan.FromSeconds(made.Seconds), made.Result, null);
        var failed = store.Runs(most: 100).Any(run => run.Name == stage.Name && run.Status == RunStatus.Failed && run.Started >= begun);
        return new CiStage(stage.Name, failed ? "failed" : "not run", default, "", failed ? error : null);
    }

    /// <summary>The metrics of gates that have more than one point.</summary>
    private static List<CiCurve> Curves(
        IEnumerable<GateResult> gates, Func<string, RunRecord?> runOf, Baseline? baseline, SqliteTrackingStore store) =>
        [
            .. gates.Select(gate => (gate.Stage, gate.Metric)).Distinct().Select(gate =>
            {
                IReadOnlyList<Metric> History(RunRecord? run) => run is null ? [] : store.History(run.Run.Id, gate.Metric);
                return new CiCurve(gate.Stage, gate.Metric, History(runOf(gate.Stage)), History(baseline?.Of(gate.Stage)));
            }).Where(curve => curve.Points.Count > 1),
        ];

    private void Write(CiOutcome outcome, string folder)
    {
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, "junit.xml"), stream => JUnitFile.Write(stream, outcome));
        foreach (var curve in outcome.Curves) WriteText(Path.Combine(folder, curve.File), CurveSvg.Of(curve));
        WriteText(Path.Combine(folder, "summary.md"), SummaryFile.Of(outcome));

        var table = new TextTable("gate", "value", "expected", "");
        foreach (var gate in outcome.Gates)
            table.Add(
                $"{gate.Stage} {gate.Metric}", GateResult.Number(gate.Value), gate.Wanted,
                gate.Outcome switch { GateOutcome.Passed => "passed", GateOutcome.Failed => $"FAILED: {gate.Problem}", _ => gate.Problem });
        if (!table.IsEmpty) output.Out.Write($"\n{table}");
        foreach (var remark in outcome.Remarks) output.Out.WriteLine($" {remark}");
        if (outcome.Error is not null) output.Error.WriteLine($"error: {outcome.Error}");
        output.Out.WriteLine($"\n {(outcome.Passed ? "Passed" : "Failed")}: {Workspace.Display(Path.Combine(folder, "summary.md"))}");
    }

    private static void WriteText(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
