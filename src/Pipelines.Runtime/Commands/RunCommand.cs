using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Machine;
using Pipelines.Runtime.Registry;
using Pipelines.Runtime.Runs;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary>Runs stages: the named ones, or all that are not done.</summary>
internal sealed class RunCommand(Pipeline pipeline, Workspace workspace, ProgramOutput output)
{
    /// <returns>the exit code</returns>
    public async Task<int> RunAsync(CommandOptions options, IReadOnlyList<string> names, bool force, CancellationToken cancellation)
    {
        var wanted = StageChoice.Of(pipeline, names);
        var session = Session.Open(pipeline, workspace, options.Overrides);
        foreach (var warning in session.Warnings) output.Error.WriteLine(warning);

        var order = StageGraph.InOrder(wanted);
        using var held = new HeldArtifacts(session.Store);
        foreach (var stage in order) held.Hold(session.Fingerprints.Of(stage));
        var forced = force ? wanted.ToHashSet() : [];
        var waiting = order.Where(stage => forced.Contains(stage) || !StageState.Of(stage, session).IsDone).ToArray();
        if (waiting.Length == 0)
        {
            RegisterAll(order, session);
            if (names.Count > 0) Show(wanted, session);
            else ShowTable(order, session, new HashSet<Stage>());
            return 0;
        }

        workspace.Prepare();
        var ran = await TensorThread.Run(() => Run(order, waiting, forced, session, held, options, cancellation));
        ShowTable(order, session, ran);
        return 0;
    }

    private HashSet<Stage> Run(
        IReadOnlyList<Stage> order,
        IReadOnlyList<Stage> waiting,
        HashSet<Stage> forced,
        Session session,
        HeldArtifacts held,
        CommandOptions options,
        CancellationToken cancellation)
    {
        // What is not there or does not fit is refused before the first stage, not hours into the run.
        var device = waiting.Any(stage => stage.UsesTensors) ? Devices.Open(options.Device) : null;
        foreach (var stage in waiting) Limits.Check(stage, session, Costing.On(device?.ToString()));
        var display = output.Display();
        using var runs = new ProgramRuns(session, display.Warn);
        var registrations = new Registrations(session, runs.Embedded);
        var runner = new StageRunner(
            session, held, new RunRecorder(session, runs.Store, options.Arguments, device?.ToString()), display, device, forced,
            order.Max(stage => stage.Name.Length), stage => Register(stage, registrations, runs, display), cancellation);
        try
        {
            runner.Run(order);
        }
        finally
        {
            Tell(registrations);
        }
        return order.Where(runner.WasRun).ToHashSet();
    }

    /// <summary>A store that is locked or full is no reason to stop: the same command registers it another time.</summary>
    private static void Register(Stage stage, Registrations registrations, ProgramRuns runs, IDisplay display)
    {
        var before = registrations.Changed.Count;
        try
        {
            registrations.Made(stage);
        }
        catch (TrackingException e)
        {
            display.Warn($"what stage '{stage.Name}' made is not registered: {e.Message}");
        }
        foreach (var version in registrations.Changed.Skip(before)) runs.FollowModel(version.Model);
    }

    /// <summary>Registers what was made before the file said so.</summary>
    private void RegisterAll(IReadOnlyList<Stage> order, Session session)
    {
        if (!order.SelectMany(stage => Registrations.Of(stage, session)).Any()) return;
        using var store = new SqliteTrackingStore(workspace.Runs);
        var registrations = new Registrations(session, store);
        foreach (var stage in order) registrations.Made(stage);
        Tell(registrations);
        RegistryServer.Send(store, session.Spec, [.. registrations.Changed.Select(version => version.Model)], output.Error);
    }

    private void Tell(Registrations registrations)
    {
        foreach (var version in registrations.Changed)
        {
            var called = version.Aliases.Count > 0 ? $" ({string.Join(", ", version.Aliases)})" : "";
            output.Out.WriteLine($" {version.Stage} is registered as {version.Title}{called}");
        }
    }

    private void Show(IReadOnlyList<Stage> stages, Session session)
    {
        foreach (var stage in stages)
        {
            var state = StageState.Of(stage, session);
            var folder = session.Store.FolderOf(state.Fingerprint);
            output.Out.WriteLine($" {stage.Name} is done ({Workspace.Display(folder)}): {state.Artifact!.Result}");
            if (stage.Show(folder) is { } text) output.Out.WriteLine("\n" + text);
        }
    }

    private void ShowTable(IReadOnlyList<Stage> order, Session session, IReadOnlySet<Stage> ran)
    {
        var table = new TextTable("stage", "state", "time", "result");
        foreach (var stage in order)
        {
            var artifact = StageState.Of(stage, session).Artifact!;
            var time = Quantity.Clock(TimeSpan.FromSeconds(artifact.Seconds));
            table.Add(stage.Name, ran.Contains(stage) ? "done" : "cached", time, artifact.Result);
        }
        if (ran.Count == 0) output.Out.WriteLine(" All stages are done; nothing to run.");
        output.Out.WriteLine();
        output.Out.Write(table);
        output.Out.WriteLine();
        var last = StageState.Of(order[^1], session).Artifact!.Run[..8];
        output.Out.WriteLine($" Runs are in {Workspace.Display(workspace.Runs)}: dotnet run -- runs list, dotnet run -- runs show {last}");
        output.Out.WriteLine($" Artifacts are in {Workspace.Display(workspace.Artifacts)}");
    }
}
