using System.CommandLine;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Runs;
using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Commands;

/// <summary>Shows what would run, what is done, and what it would take.</summary>
internal sealed class PlanCommand(Pipeline pipeline, Workspace workspace, ProgramOutput output)
{
    public static Command Of(
        Pipeline pipeline, Workspace workspace, ProgramOutput output, Argument<string[]> stages, Func<ParseResult, CommandOptions> options)
    {
        var key = new Option<bool>("--key")
        {
            Description = "Prints one word instead, which changes when a stage would make something else: a key for caches",
        };
        var command = new Command("plan", "Shows what would run, what is done, and what it would take") { stages, key };
        command.SetAction((result, _) =>
        {
            var plan = new PlanCommand(pipeline, workspace, output);
            return result.GetValue(key)
                ? Task.FromResult(plan.Key(options(result), result.GetValue(stages)!))
                : plan.RunAsync(options(result), result.GetValue(stages)!);
        });
        return command;
    }

    /// <summary>Prints the fingerprint of all stages together.</summary>
    /// <returns>the exit code</returns>
    public int Key(CommandOptions options, IReadOnlyList<string> names)
    {
        var order = StageGraph.InOrder(StageChoice.Of(pipeline, names));
        var session = Session.Open(pipeline, workspace, options.Overrides);
        var made = order.Select(stage => session.Fingerprints.Of(stage).Hex).Order(StringComparer.Ordinal);
        output.Out.WriteLine(Fingerprint.Of(string.Join('\n', made)));
        return 0;
    }

    /// <returns>the exit code</returns>
    public async Task<int> RunAsync(CommandOptions options, IReadOnlyList<string> names)
    {
        var wanted = StageChoice.Of(pipeline, names);
        var session = Session.Open(pipeline, workspace, options.Overrides);
        foreach (var warning in session.Warnings) output.Error.WriteLine(warning);
        var costing = Costing.On(options.Device);
        var states = StageGraph.InOrder(wanted).Select(stage => StageState.Of(stage, session)).ToArray();

        var needsSpeed = states.Any(state => !state.IsDone && state.Stage.Cost(session.Spec, costing).Flops is not null);
        var speed = needsSpeed ? await Speed.OfMachineAsync(workspace) : null;
        var table = new TextTable("stage", "model", "needs", "cost", "time", "state");
        foreach (var state in states)
        {
            var cost = state.Stage.Cost(session.Spec, costing);
            table.Add(
                state.Stage.Name, state.Stage.Model?.Name, Needs(state.Stage, session), cost.Work, Time(state, cost, speed),
                State(state, states, cost));
        }
        output.Out.Write(table);
        if (speed is not null) output.Out.WriteLine($"\n Times are estimates, {speed.Source}.");
        return 0;
    }

    private static string Needs(Stage stage, Session session) =>
        stage.Inputs.Count > 0 ? string.Join(", ", stage.Inputs.Select(input => input.Name)) : string.Join(", ", stage.Data(session.Spec));

    private static string? Time(StageState state, StageCost cost, Speed? speed) =>
        state.Artifact is { } artifact ? Quantity.Clock(TimeSpan.FromSeconds(artifact.Seconds))
        : cost.Flops is { } flops && speed is not null ? Quantity.About(TimeSpan.FromSeconds(flops / speed.FlopsPerSecond))
        : null;

    private static string State(StageState state, IReadOnlyList<StageState> all, StageCost cost)
    {
        if (state.IsDone) return $"done  {state.Fingerprint.Short}";
        var memory = cost.MemoryBytes is { } bytes ? $" · {Quantity.Bytes(bytes)}" : "";
        if (state.Damage is not null) return $"damaged: {state.Damage}; runs again{memory}";
        if (!state.Stage.Inputs.All(input => all.First(other => other.Stage == input).IsDone)) return $"waits{memory}";
        return (state.Interrupted ? "interrupted, goes on" : "ready") + memory;
    }
}
