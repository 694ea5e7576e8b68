using System.Text;

namespace Pipelines.Tracking.Sqlite;

/// <summary>A run that goes on in the embedded store.</summary>
internal sealed class SqliteRun : IRun
{
    private readonly WriteBuffer buffer;
    private readonly string folder;
    private readonly Dictionary<string, string> parameters = [];
    private bool ended;

    public SqliteRun(string id, string folder, WriteBuffer buffer)
    {
        Id = id;
        this.folder = folder;
        this.buffer = buffer;
    }

    public string Id { get; }

    public void LogParam(string key, string value)
    {
        TrackingRules.Check(key);
        value = TrackingRules.Cut(value, TrackingRules.ParamLength);
        lock (parameters)
        {
            if (!parameters.TryAdd(key, value))
            {
                if (parameters[key] == value) return;
                throw new TrackingException($"parameter '{key}' is '{parameters[key]}' already and cannot become '{value}'");
            }
        }
        buffer.Add(new ParamWrite(key, value));
    }

    public void LogMetric(string key, double value, long step = 0)
    {
        TrackingRules.Check(key);
        buffer.Add(new MetricWrite(new Metric(key, value, step, DateTimeOffset.UtcNow)));
    }

    public void SetTag(string key, string value)
    {
        TrackingRules.Check(key);
        buffer.Add(new TagWrite(key, TrackingRules.Cut(value, TrackingRules.TagLength)));
    }

    public void LogArtifact(string file, string? path = null)
    {
        var target = Target(path ?? Path.GetFileName(file));
        File.Copy(file, target, overwrite: true);
    }

    public void LogText(string text, string path) => File.WriteAllText(Target(path), text, new UTF8Encoding(false));

    public void Flush() => buffer.Flush();

    public void End(RunStatus status)
    {
        if (ended) return;
        ended = true;
        buffer.Add(new EndWrite(status, DateTimeOffset.UtcNow));
        buffer.Dispose();
    }

    public void Dispose() => End(RunStatus.Failed);

    private string Target(string path)
    {
        if (Path.IsPathRooted(path) || !TrackingRules.IsNormalPath(path))
            throw new TrackingException($"'{path}' is not a path inside the run's folder");
        var target = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        return target;
    }
}
