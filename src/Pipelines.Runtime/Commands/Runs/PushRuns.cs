using System.CommandLine;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking.Mlflow;

namespace Pipelines.Runtime.Commands;

/// <summary>
/// <c>runs push</c>: sends recorded runs and registered models to an MLflow server that was away, or unknown, while they came to be.
/// </summary>
internal static class PushRuns
{
    public static Command Command(Pipeline pipeline, Workspace workspace, RecordedRuns recorded, ProgramOutput output)
    {
        var ids = RunsCommand.Ids(ArgumentArity.ZeroOrMore, "Ids, or the beginnings of them (default: all that the server lacks)");
        var to = new Option<string?>("--to")
        {
            Description = $"The server (default: the file's tracking.uri, else {MlflowAddress.Variable})",
            HelpName = "address",
        };
        var command = new Command("push", "Sends runs and registered models to an MLflow server") { ids, to };
        command.SetAction(result =>
        {
            var given = result.GetValue(to) ?? Session.Open(pipeline, workspace, []).Spec.Tracking.Uri;
            var address = MlflowAddress.Find(given, Environment.GetEnvironmentVariable)
                ?? throw new PipelineException(
                    $"there is no server to send runs to: --to http://…, tracking.uri in the file, or {MlflowAddress.Variable}");
            Push(recorded, address, result.GetValue(ids)!, output);
            return 0;
        });
        return command;
    }

    private static void Push(RecordedRuns recorded, MlflowAddress address, IReadOnlyList<string> ids, ProgramOutput output)
    {
        using var store = ids.Count > 0 ? recorded.OpenFor(ids[0]) : recorded.Open();
        if (store is null)
        {
            output.Out.WriteLine($" There are no runs yet in {recorded.Location}.");
            return;
        }
        var count = RunMirror.Push(
            store, address, ids.Count == 0 ? null : [.. ids.Select(id => recorded.Find(store, id).Run.Id)],
            (run, left) => output.Out.WriteLine($" {run[..8]} sent{(left > 0 ? $", {left} to go" : "")}"),
            output.Error.WriteLine);
        var models = ids.Count > 0 ? [] : RunMirror.PushModels(store, address, null, output.Error.WriteLine);
        foreach (var model in models) output.Out.WriteLine($" the registered model {model} sent");
        if (count + models.Count == 0) output.Out.WriteLine($" {address.Uri} has all runs of {recorded.Location}.");
    }
}
