using System.Globalization;
using System.Text;
using Pipelines.Runtime.Commands;
using Pipelines.Runtime.Runs;
using Pipelines.Runtime.Terminal;
using Pipelines.Tracking;

namespace Pipelines.Runtime.Repeating;

/// <summary>A repeat's outcome for people: whether the numbers are equal, where they part, and what else is not as it was.</summary>
internal static class RepeatText
{
    private const int MostShown = 20;

    /// <summary>The whole of it, as lines.</summary>
    public static string Of(RepeatOutcome outcome)
    {
        var text = new StringBuilder("\n");
        Metrics(text, outcome.Metrics);
        Files(text, outcome.Files);
        var clocks = MetricNames.OfTheMachine.Where(outcome.Then.Metrics.ContainsKey).ToArray();
        if (clocks.Length > 0) text.Append($" {string.Join(", ", clocks)} tell of the machine's clock and memory, and are not compared\n");
        Surroundings(text, outcome);
        text.Append($"\n {Verdict(outcome)}\n");
        if (outcome.Kept is { } folder) text.Append($" What it made is in {Workspace.Display(folder)}\n");
        return text.ToString();
    }

    private static void Metrics(StringBuilder text, MetricComparison metrics)
    {
        var equal = metrics.Keys - metrics.Differences.Count;
        var measurements = Quantity.Of(metrics.Measurements, "measurement");
        text.Append($" {equal} of {Quantity.Of(metrics.Keys, "metric")} equal in every bit, {measurements}\n");
        if (metrics.Differences.Count == 0) return;
        var table = new TextTable("differs", "from step", "then", "now", "relative");
        foreach (var one in metrics.Differences.Take(MostShown))
            table.Add(
                one.Key, one.Step.ToString(CultureInfo.InvariantCulture), Number(one.Then), Number(one.Now),
                one.Relative?.ToString("0.0e0", CultureInfo.InvariantCulture));
        text.Append($"\n{table}");
        if (metrics.Differences.Count > MostShown) text.Append($" and {metrics.Differences.Count - MostShown} more\n");
        text.Append('\n');
    }

    private static void Files(StringBuilder text, FileComparison? files)
    {
        if (files is null)
        {
            text.Append(" the run did not end well and made nothing: its measurements alone are compared\n");
            return;
        }
        text.Append($" {files.Equal.Count} of {Quantity.Of(files.Equal.Count + files.Different.Count, "file")} equal in every byte");
        text.Append(files.Equal.Count > 0 ? $": {string.Join(", ", files.Equal.Take(MostShown))}\n" : "\n");
        if (files.Different.Count > 0) text.Append($" different: {string.Join(", ", files.Different.Take(MostShown))}\n");
    }

    private static void Surroundings(StringBuilder text, RepeatOutcome outcome)
    {
        if (outcome.Surroundings.Count > 0)
        {
            var table = new TextTable("not as it was", "then", "now");
            foreach (var (tag, then, now) in outcome.Surroundings) table.Add(tag, Short(then), Short(now));
            text.Append($"\n{table}");
        }
        if (outcome.Then.Tags.GetValueOrDefault(RunTags.GitDirty) != "true") return;
        var same = outcome.Then.Tags.GetValueOrDefault(RunTags.Program) == outcome.Now.Tags[RunTags.Program];
        text.Append($" The run's working tree had changes that its commit does not have{(same ? "; the program is the same" : "")}\n");
    }

    private static string Verdict(RepeatOutcome outcome)
    {
        var (then, now) = (outcome.Then, RecordedRuns.ShortId(outcome.Now.Run));
        var name = $"{then.Run.Name} {RecordedRuns.ShortId(then.Run)}";
        var end = then.Run.Status == RunStatus.Failed ? "failed" : "was killed";
        if (outcome.IsEqual)
            return then.Run.Status == RunStatus.Finished
                ? $"Equal: {now} repeats {name}."
                : $"Equal as far as {name} came before it {end}: {now} repeats it.";
        var first = outcome.Metrics.Differences.Count > 0
            ? $"{outcome.Metrics.Differences[0].Key} parts first, at step {outcome.Metrics.Differences[0].Step}"
            : "every measurement is, and files are not";
        return $"Not equal: {now} is not {name}; {first}.";
    }

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "none";

    private static string Short(string? value) => value switch
    {
        null => "none",
        { Length: > 60 } => value[..59] + "…",
        _ => value,
    };
}
