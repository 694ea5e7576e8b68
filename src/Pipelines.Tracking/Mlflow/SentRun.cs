using Pipelines.Tracking.Sqlite;

namespace Pipelines.Tracking.Mlflow;

/// <summary>
/// A run of the embedded store on its way to a server. Sending is repeated until all of it is there, and may be broken off anywhere: what
/// may have arrived already is sent again, which an MLflow server takes for the same.
/// </summary>
/// <param name="store">where the run is recorded</param>
/// <param name="server">where it goes</param>
/// <param name="id">the run</param>
/// <param name="warn">is told what a server cannot take</param>
internal sealed class SentRun(SqliteTrackingStore store, MlflowServer server, string id, Action<string> warn) : ISending
{
    private readonly Dictionary<string, string> sentParams = [], sentTags = [];
    private readonly Dictionary<string, (long Size, DateTime Written)> sentFiles = [];
    private RunStatus status = RunStatus.Running;
    private bool warnedOfFiles;

    public string Title => $"run {id[..8]}";

    public bool IsModel => false;

    /// <inheritdoc/>
    public bool Send()
    {
        // The status is read before the rest: a run that has ended before says no more.
        var known = store.PushOf(id, server.Location);
        if (known is { IsComplete: true } || store.Find(id) is not { } record) return true;
        var push = known ?? Begin(record);
        push = SendMetrics(record, push);
        SendFiles(record, push);
        if (record.Run.Status != status)
        {
            server.Update(push.Remote, record.Run.Status, record.Run.Ended);
            status = record.Run.Status;
        }
        if (record.Run.Status is RunStatus.Running or RunStatus.Scheduled) return false;
        store.Save(push with { IsComplete = true }, id, server.Location);
        return true;
    }

    private Push Begin(RunRecord record)
    {
        var experiment = server.Experiment(record.Run.Experiment);
        var remote = server.FindRun(experiment, id) ?? server.CreateRun(experiment, record.Run, record.Tags);
        var push = new Push(remote.Id, remote.Artifacts, LastMetric: 0, IsComplete: false);
        store.Save(push, id, server.Location);
        return push;
    }

    /// <summary>Sends parameters, tags and measurements, a request after the other.</summary>
    private Push SendMetrics(RunRecord record, Push push)
    {
        var parameters = new Queue<KeyValuePair<string, string>>(record.Params.Where(param => !sentParams.Contains(param)));
        var tags = new Queue<KeyValuePair<string, string>>(Tags(record).Where(tag => !sentTags.Contains(tag)));
        while (true)
        {
            var batch = new MlflowBatch();
            var (given, told) = (new List<KeyValuePair<string, string>>(), new List<KeyValuePair<string, string>>());
            while (parameters.TryPeek(out var param) && batch.AddParam(param)) given.Add(parameters.Dequeue());
            while (tags.TryPeek(out var tag) && batch.AddTag(tag)) told.Add(tags.Dequeue());
            var last = push.LastMetric;
            foreach (var (row, metric) in store.MetricsAfter(id, last, 1000))
            {
                if (!batch.Add(metric)) break;
                last = row;
            }
            if (batch.IsEmpty) return push;

            server.Log(push.Remote, batch);
            foreach (var (key, value) in given) sentParams[key] = value;
            foreach (var (key, value) in told) sentTags[key] = value;
            if (last == push.LastMetric) continue;
            push = push with { LastMetric = last };
            store.Save(push, id, server.Location);
        }
    }

    /// <summary>The run's tags; its parent's is the parent's id on the server.</summary>
    private IEnumerable<KeyValuePair<string, string>> Tags(RunRecord record)
    {
        foreach (var tag in record.Tags)
        {
            if (tag.Key != TagNames.ParentRun) yield return tag;
            else if (store.PushOf(tag.Value, server.Location) is { } parent) yield return new(tag.Key, parent.Remote);
        }
    }

    private void SendFiles(RunRecord record, Push push)
    {
        var folder = store.FolderOf(id);
        foreach (var artifact in record.Artifacts)
        {
            var file = new FileInfo(Path.Combine(folder, artifact.Path));
            var state = (file.Length, file.LastWriteTimeUtc);
            if (sentFiles.TryGetValue(artifact.Path, out var sent) && sent == state) continue;
            if (!server.Upload(push.OnServer, artifact.Path, file.FullName))
            {
                if (!warnedOfFiles) warn($"files of runs stay in {folder}: {server.Location} keeps them at {push.Artifacts}, not itself");
                warnedOfFiles = true;
                return;
            }
            sentFiles[artifact.Path] = state;
        }
    }
}
