namespace Pipelines.Tracking;

/// <summary>A store over another one that does more when a run is begun, and leaves all else to it.</summary>
/// <param name="store">where runs are recorded; closed by its owner</param>
public abstract class ForwardingStore(ITrackingStore store) : ITrackingStore
{
    /// <inheritdoc/>
    public string Location => store.Location;

    /// <inheritdoc/>
    public IRun Start(RunStart start) => Started(store.Start(start), start);

    /// <inheritdoc/>
    public IReadOnlyList<Experiment> Experiments() => store.Experiments();

    /// <inheritdoc/>
    public IReadOnlyList<Run> Runs(string? experiment = null, int most = 1000) => store.Runs(experiment, most);

    /// <inheritdoc/>
    public RunRecord? Find(string id) => store.Find(id);

    /// <inheritdoc/>
    public IReadOnlyList<Metric> History(string run, string key) => store.History(run, key);

    /// <summary>Forgets a run in the store; what was written elsewhere of it stays.</summary>
    /// <param name="run">a whole id</param>
    public void Delete(string run) => store.Delete(run);

    /// <summary>Closes nothing.</summary>
    public void Dispose()
    {
    }

    /// <summary>What becomes of a run that the store has begun.</summary>
    /// <param name="run">the run</param>
    /// <param name="start">what it is of</param>
    /// <returns>the run to write to</returns>
    protected abstract IRun Started(IRun run, RunStart start);
}
