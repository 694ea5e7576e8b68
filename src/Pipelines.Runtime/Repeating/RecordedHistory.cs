using Pipelines.Tracking;

namespace Pipelines.Runtime.Repeating;

/// <summary>All that was measured on the way to a run's end.</summary>
internal static class RecordedHistory
{
    /// <summary>
    /// The measurements of a run by key, each key's by step. A run that went on from the checkpoint of an interrupted one has those of that
    /// one too, up to the step at which its own begin.
    /// </summary>
    /// <param name="store">where it is recorded</param>
    /// <param name="run">the run</param>
    public static Dictionary<string, IReadOnlyList<Metric>> Of(ITrackingStore store, RunRecord run)
    {
        var own = run.Metrics.Keys.ToDictionary(key => key, key => store.History(run.Run.Id, key));
        if (!run.Tags.TryGetValue(TagNames.Continues, out var id) || store.Find(id) is not { } before) return own;
        foreach (var (key, earlier) in Of(store, before))
            own[key] = own.TryGetValue(key, out var later)
                ? [.. earlier.Where(metric => metric.Step < later[0].Step), .. later]
                : earlier;
        return own;
    }

    /// <summary>
    /// The step from which on a run lacks no measurement: one that was stopped lacks what would have come after it, and one that went on
    /// lacks what the stopped one before it had not yet written.
    /// </summary>
    /// <param name="store">where it is recorded</param>
    /// <param name="run">the run</param>
    public static long WholeFrom(ITrackingStore store, RunRecord run)
    {
        if (run.Run.Status != RunStatus.Finished) return long.MaxValue;
        if (!run.Tags.ContainsKey(TagNames.Continues)) return long.MinValue;
        return run.Metrics.Keys.Select(key => store.History(run.Run.Id, key)[0].Step).DefaultIfEmpty(long.MinValue).Min();
    }
}
