namespace Pipelines.Tracking;

/// <summary>
/// A run that goes on. Recording is quick and safe to do in a training loop: what is logged is written a moment later
/// by another thread, and a store that is slow, locked or full never stops the run. Only arguments that break
/// <see cref="TrackingRules"/> throw.
/// </summary>
public interface IRun : IDisposable
{
    /// <summary>32 hexadecimal digits.</summary>
    string Id { get; }

    /// <summary>Records what the run was given. Once: the same value again is accepted.</summary>
    /// <exception cref="TrackingException">the key or value breaks the rules, or the key has another value already</exception>
    void LogParam(string key, string value);

    /// <summary>Records a measurement, now.</summary>
    /// <exception cref="TrackingException">the key breaks the rules</exception>
    void LogMetric(string key, double value, long step = 0);

    /// <summary>Records what is known about the run; a later value replaces an earlier one.</summary>
    /// <exception cref="TrackingException">the key breaks the rules</exception>
    void SetTag(string key, string value);

    /// <summary>Copies a file into the run's folder.</summary>
    /// <param name="file">what to copy</param>
    /// <param name="path">where, relative to the run's folder; the file's own name when null</param>
    /// <exception cref="TrackingException">the path leaves the run's folder</exception>
    void LogArtifact(string file, string? path = null);

    /// <summary>Records a text as a file in the run's folder.</summary>
    /// <exception cref="TrackingException">the path leaves the run's folder</exception>
    void LogText(string text, string path);

    /// <summary>Waits until all that was logged is written, or could not be for a few seconds.</summary>
    void Flush();

    /// <summary>Ends the run. Disposing a run that was not ended ends it as <see cref="RunStatus.Failed"/>.</summary>
    void End(RunStatus status);
}
