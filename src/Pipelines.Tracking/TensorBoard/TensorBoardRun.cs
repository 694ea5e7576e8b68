namespace Pipelines.Tracking.TensorBoard;

/// <summary>A run whose measurements, settings and texts also go to an event file.</summary>
/// <param name="run">the run as its store records it</param>
/// <param name="file">the event file</param>
/// <param name="continues">whether it goes on where another run of the same folder was interrupted</param>
internal sealed class TensorBoardRun(IRun run, EventFile file, bool continues) : IRun
{
    private const int LongestText = 1 << 16;

    private readonly Lock gate = new();
    private readonly Dictionary<string, string> parameters = [];
    private bool restarts = continues;
    private bool told;
    private bool ended;

    public string Id => run.Id;

    public void LogParam(string key, string value)
    {
        run.LogParam(key, value);
        lock (gate) parameters[key] = value;
    }

    public void LogMetric(string key, double value, long step = 0)
    {
        run.LogMetric(key, value, step);
        lock (gate)
        {
            TellParameters();
            // Where it goes on is known with the first measurement.
            if (restarts) file.Add(Events.Restart(DateTimeOffset.UtcNow, step));
            restarts = false;
            file.Add(Events.Scalar(DateTimeOffset.UtcNow, key, value, step));
        }
    }

    public void SetTag(string key, string value) => run.SetTag(key, value);

    public void LogArtifact(string path, string? name = null)
    {
        run.LogArtifact(path, name);
        if (Path.GetExtension(path) != ".md" || new FileInfo(path).Length > LongestText) return;
        file.Add(Events.Text(DateTimeOffset.UtcNow, name ?? Path.GetFileName(path), File.ReadAllText(path)));
    }

    public void LogText(string text, string path)
    {
        run.LogText(text, path);
        if (text.Length <= LongestText) file.Add(Events.Text(DateTimeOffset.UtcNow, path, $"```\n{text}\n```\n"));
    }

    public void Flush()
    {
        run.Flush();
        lock (gate) TellParameters();
        file.Flush();
    }

    public void End(RunStatus status)
    {
        run.End(status);
        if (ended) return;
        ended = true;
        lock (gate) TellParameters();
        file.Add(Events.Ended(DateTimeOffset.UtcNow, well: status == RunStatus.Finished));
        file.Dispose();
    }

    public void Dispose() => End(RunStatus.Failed);

    /// <summary>All that the run was given, in the one event that the page of hyperparameters looks for.</summary>
    private void TellParameters()
    {
        if (told) return;
        told = true;
        file.Add(Events.Given(DateTimeOffset.UtcNow, parameters));
    }
}
