using System.CommandLine;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;

namespace Pipelines.Runtime.Commands;

/// <summary><c>runs delete</c>: forgets runs and their files; what their stages made stays.</summary>
internal static class DeleteRuns
{
    public static Command Command(RecordedRuns recorded, ProgramOutput output)
    {
        var ids = RunsCommand.Ids(ArgumentArity.OneOrMore);
        var command = new Command("delete", "Forgets runs and their files; artifacts of stages stay") { ids };
        command.SetAction(result =>
        {
            var wanted = result.GetValue(ids)!;
            using var store = recorded.OpenFor(wanted[0]);
            var runs = wanted.Select(id => recorded.Find(store, id).Run).DistinctBy(run => run.Id).ToArray();
            if (runs.FirstOrDefault(run => run.Status == RunStatus.Running) is { } going)
                throw new PipelineException($"run {RecordedRuns.ShortId(going)} still goes on: stop it first");
            if (runs.SelectMany(run => store.Registry.OfRun(run.Id)).FirstOrDefault() is { } version)
                throw new PipelineException(
                    $"run {version.Run[..8]} made {version.Title}: "
                    + $"dotnet run -- registry delete {version.Model} {version.Number} forgets that first");
            foreach (var run in runs)
            {
                store.Delete(run.Id);
                output.Out.WriteLine($" {RecordedRuns.ShortId(run)} {run.Name} is deleted");
            }
            return 0;
        });
        return command;
    }
}
