namespace Pipelines.Tracking;

/// <summary>Where runs are recorded and found again, in MLflow's terms.</summary>
public interface ITrackingStore : IDisposable
{
    /// <summary>Where it is, for people: a path or an address.</summary>
    string Location { get; }

    /// <summary>Starts a run.</summary>
    /// <exception cref="TrackingException">a name breaks <see cref="TrackingRules"/>, or the store cannot be written</exception>
    IRun Start(RunStart start);

    /// <summary>All experiments, oldest first.</summary>
    /// <exception cref="TrackingException">the store cannot be read</exception>
    IReadOnlyList<Experiment> Experiments();

    /// <summary>Runs, newest first.</summary>
    /// <param name="experiment">those of one experiment, or null for all</param>
    /// <param name="most">at most so many</param>
    /// <exception cref="TrackingException">the store cannot be read</exception>
    IReadOnlyList<Run> Runs(string? experiment = null, int most = 1000);

    /// <summary>A run by its id or by the beginning of it.</summary>
    /// <returns>null when there is none</returns>
    /// <exception cref="TrackingException">several runs begin so, or the store cannot be read</exception>
    RunRecord? Find(string id);

    /// <summary>Every measurement of one key, by step, then time.</summary>
    /// <param name="run">a whole id</param>
    /// <param name="key">the metric</param>
    /// <exception cref="TrackingException">the store cannot be read</exception>
    IReadOnlyList<Metric> History(string run, string key);

    /// <summary>Forgets a run: all that was recorded of it, and its files.</summary>
    /// <param name="run">a whole id</param>
    /// <exception cref="TrackingException">the store cannot be written</exception>
    void Delete(string run);
}
