using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Runs;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Repeating;

/// <summary>What a repeat came to beside the run that it repeats.</summary>
/// <param name="Then">the run</param>
/// <param name="Now">its repeat</param>
/// <param name="Metrics">their measurements</param>
/// <param name="Files">their files; null where the run made none</param>
/// <param name="Surroundings">what may explain a difference: tags by name, as they were and as they are; null where there is none</param>
/// <param name="Kept">where what the repeat made lies; null where it was dropped</param>
internal sealed record RepeatOutcome(
    RunRecord Then,
    RunRecord Now,
    MetricComparison Metrics,
    FileComparison? Files,
    IReadOnlyList<(string Tag, string? Then, string? Now)> Surroundings,
    string? Kept)
{
    /// <summary>Whether every number and every byte came out again.</summary>
    public bool IsEqual => Metrics.Differences.Count == 0 && Files is null or { Different.Count: 0 };

    /// <summary>Compares what two runs recorded.</summary>
    /// <param name="store">where both are</param>
    /// <param name="then">the run</param>
    /// <param name="again">its repeat's id</param>
    /// <param name="made">what the repeat made</param>
    /// <param name="kept">where that stays, or null</param>
    public static RepeatOutcome Of(SqliteTrackingStore store, RunRecord then, string again, ArtifactManifest made, string? kept)
    {
        var now = store.Find(again)!;
        var metrics = MetricComparison.Of(
            RecordedHistory.Of(store, then), RecordedHistory.Of(store, now), RecordedHistory.WholeFrom(store, then));
        var file = store.FileOf(then.Run.Id, ArtifactManifest.FileName);
        var files = file is null ? null : FileComparison.Of(ArtifactManifest.Read(file), made);
        var surroundings = then.Tags.Keys.Union(now.Tags.Keys).Where(RunSurroundings.Decides).Order(StringComparer.Ordinal)
            .Select(tag => (tag, then.Tags.GetValueOrDefault(tag), now.Tags.GetValueOrDefault(tag)))
            .Where(tag => tag.Item2 != tag.Item3).ToArray();
        return new(then, now, metrics, files, surroundings, kept);
    }
}
