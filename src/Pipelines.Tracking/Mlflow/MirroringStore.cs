using Pipelines.Tracking.Sqlite;

namespace Pipelines.Tracking.Mlflow;

/// <summary>The embedded store, whose new runs are also brought to an MLflow server.</summary>
/// <param name="store">where runs are recorded; closed by its owner</param>
/// <param name="mirror">what brings them there; closed by its owner</param>
public sealed class MirroringStore(SqliteTrackingStore store, RunMirror mirror) : ITrackingStore
{
    /// <inheritdoc/>
    public string Location => store.Location;

    /// <inheritdoc/>
    public IRun Start(RunStart start)
    {
        var run = store.Start(start);
        mirror.Follow(run.Id);
        return run;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Experiment> Experiments() => store.Experiments();

    /// <inheritdoc/>
    public IReadOnlyList<Run> Runs(string? experiment = null, int most = 1000) => store.Runs(experiment, most);

    /// <inheritdoc/>
    public RunRecord? Find(string id) => store.Find(id);

    /// <inheritdoc/>
    public IReadOnlyList<Metric> History(string run, string key) => store.History(run, key);

    /// <summary>Forgets a run here; the server keeps what it has of it.</summary>
    /// <param name="run">a whole id</param>
    public void Delete(string run) => store.Delete(run);

    /// <summary>Closes nothing.</summary>
    public void Dispose()
    {
    }
}
