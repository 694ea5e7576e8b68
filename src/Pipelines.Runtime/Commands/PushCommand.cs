using System.CommandLine;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking.Mlflow;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary><c>runs push</c>: sends recorded runs to an MLflow server that was away, or unknown, while they ran.</summary>
internal sealed class PushCommand
{
    private readonly Pipeline pipeline;
    private readonly Workspace workspace;
    private readonly ProgramOutput output;

    public PushCommand(Pipeline pipeline, Workspace workspace, ProgramOutput output)
    {
        (this.pipeline, this.workspace, this.output) = (pipeline, workspace, output);
        var ids = new Argument<string[]>("ids")
        {
            Description = "Runs to send: ids, or the beginnings of them (default: all that the server lacks)",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var to = new Option<string?>("--to")
        {
            Description = $"The server (default: the file's tracking.uri, else {MlflowAddress.Variable})",
            HelpName = "address",
        };
        Command = new Command("push", "Sends runs to an MLflow server") { ids, to };
        Command.SetAction(result => Run(result.GetValue(ids)!, result.GetValue(to)));
    }

    public Command Command { get; }

    private int Run(IReadOnlyList<string> ids, string? to)
    {
        var given = to ?? Session.Open(pipeline, workspace, []).Spec.Tracking.Uri;
        var address = MlflowAddress.Find(given, Environment.GetEnvironmentVariable)
            ?? throw new PipelineException(
                $"there is no server to send runs to: --to http://…, tracking.uri in the file, or {MlflowAddress.Variable}");
        if (!File.Exists(workspace.Runs))
        {
            output.Out.WriteLine($" There are no runs yet in {Workspace.Display(workspace.Runs)}.");
            return 0;
        }
        using var store = new SqliteTrackingStore(workspace.Runs);
        var chosen = ids.Count == 0 ? null : ids.Select(id => store.Find(id)?.Run.Id ?? throw new PipelineException($"there is no run '{id}'")).ToList();
        var count = RunMirror.Push(
            store, address, chosen,
            (run, left) => output.Out.WriteLine($" {run[..8]} sent{(left > 0 ? $", {left} to go" : "")}"),
            output.Error.WriteLine);
        if (count == 0) output.Out.WriteLine($" {address.Uri} has all runs of {Workspace.Display(workspace.Runs)}.");
        return 0;
    }
}
