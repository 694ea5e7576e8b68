using System.CommandLine;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;

namespace Pipelines.Runtime.Commands;

/// <summary><c>runs best</c>: runs by what they came to, with the parameters that tell them apart.</summary>
internal static class BestRuns
{
    public static Command Command(RecordedRuns recorded, ProgramOutput output)
    {
        var metric = new Argument<string>("metric") { Description = "What is compared: validation/bits_per_byte" };
        var greatest = new Option<bool>("--greatest") { Description = "The greatest is the best (default: the least)" };
        var stage = new Option<string?>("--stage") { Description = "Runs of one stage only", HelpName = "stage" };
        var most = new Option<int>("--most") { Description = "At most so many", DefaultValueFactory = _ => 10, HelpName = "number" };
        var command = new Command("best", "Lists the runs with the best latest value of a metric") { metric, greatest, stage, most };
        command.SetAction(result =>
        {
            var name = result.GetValue(metric)!;
            using var store = recorded.Open();
            var runs = (store?.Summaries(int.MaxValue) ?? [])
                .Where(run => run.Run.Status == RunStatus.Finished && (result.GetValue(stage) is not { } only || run.Run.Name == only))
                .Where(run => run.Metrics.TryGetValue(name, out var value) && !double.IsNaN(value.Value))
                .OrderBy(run => (result.GetValue(greatest) ? -1 : 1) * run.Metrics[name].Value)
                .Take(result.GetValue(most))
                .Select(run => store!.Find(run.Run.Id)!)
                .ToArray();
            if (runs.Length == 0) throw new PipelineException($"no finished run in {recorded.Location} has the metric '{name}'");

            var differing = CompareRuns.Differing(runs).ToArray();
            var table = new TextTable(["id", "stage", name, "step", .. differing]);
            foreach (var run in runs)
                table.Add(
                [
                    RecordedRuns.ShortId(run.Run), run.Run.Name, RecordedRuns.Number(run.Metrics[name].Value), $"{run.Metrics[name].Step}",
                    .. differing.Select(key => run.Params.GetValueOrDefault(key) ?? "–"),
                ]);
            output.Out.Write(table.ToString());
            return 0;
        });
        return command;
    }
}
