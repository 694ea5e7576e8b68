using System.CommandLine;
using Pipelines.Runtime.Runs;
using Pipelines.Runtime.Terminal;

namespace Pipelines.Runtime.Commands;

/// <summary><c>runs list</c>.</summary>
internal static class ListRuns
{
    public static Command Command(RecordedRuns recorded, ProgramOutput output)
    {
        var most = new Option<int>("--most") { Description = "At most so many", DefaultValueFactory = _ => 20, HelpName = "number" };
        var command = new Command("list", "Lists runs, newest first") { most };
        command.SetAction(result =>
        {
            using var store = recorded.Open();
            var table = new TextTable("id", "stage", "status", "started", "time", "result");
            foreach (var (run, tags, _) in store?.Summaries(result.GetValue(most)) ?? [])
                table.Add(
                    RecordedRuns.ShortId(run), run.Name, RecordedRuns.Status(run), RecordedRuns.Started(run), RecordedRuns.Time(run),
                    tags.GetValueOrDefault(RunTags.Result) ?? tags.GetValueOrDefault(RunTags.Error)?.Split('\n')[0]);
            output.Out.Write(store is null ? $" There are no runs yet in {recorded.Location}.\n" : table.ToString());
            return 0;
        });
        return command;
    }
}
