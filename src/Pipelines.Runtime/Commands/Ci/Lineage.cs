using Pipelines.Runtime.Runs;
using Pipelines.Tracking;

namespace Pipelines.Runtime.Commands;

/// <summary>
/// The runs that belong to what one run made: those that made what it comes from, and those that read it, such as its evaluations. They are
/// told by the fingerprints of artifacts, which are the same wherever these were made.
/// </summary>
internal static class Lineage
{
    /// <param name="runs">all runs, newest first</param>
    /// <param name="id">the run</param>
    /// <param name="artifact">the fingerprint of what it made</param>
    /// <returns>for each stage one run: the run itself, what it comes from, then the newest that read what was made of it</returns>
    public static IReadOnlyList<RunSummary> Of(IReadOnlyList<RunSummary> runs, string id, string artifact)
    {
        var finished = runs.Where(run => run.Run.Status == RunStatus.Finished).ToArray();
        var found = finished.Where(run => run.Run.Id == id).ToList();
        for (var i = 0; i < found.Count; i++)
            foreach (var input in Inputs(found[i]))
                if (finished.FirstOrDefault(run => Artifact(run) == input) is { } maker && !found.Contains(maker)) found.Add(maker);

        var made = new HashSet<string> { artifact };
        var readers = new List<RunSummary>();
        foreach (var run in finished.Reverse())
        {
            if (!Inputs(run).Any(made.Contains)) continue;
            readers.Insert(0, run);
            if (Artifact(run) is { } more) made.Add(more);
        }
        return [.. found.Concat(readers).DistinctBy(run => run.Run.Name)];
    }

    private static string? Artifact(RunSummary run) => run.Tags.GetValueOrDefault(RunTags.Artifact);

    private static IEnumerable<string> Inputs(RunSummary run) =>
        run.Tags.Where(tag => tag.Key.StartsWith(RunTags.Input + ".", StringComparison.Ordinal)).Select(tag => tag.Value);
}
