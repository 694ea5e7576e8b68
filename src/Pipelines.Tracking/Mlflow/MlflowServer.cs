using System.Globalization;
using System.Text.Json;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Tracking.Mlflow;

/// <summary>What runs take of an MLflow server: experiments, runs, batches of what was logged, artifacts.</summary>
internal sealed class MlflowServer : IDisposable
{
    private readonly MlflowConnection connection;

    /// <param name="address">where it is</param>
    /// <param name="patience">how long nothing may move in a request</param>
    /// <param name="moved">is told that something did</param>
    public MlflowServer(MlflowAddress address, TimeSpan patience, Action moved)
    {
        connection = new MlflowConnection(address, patience, moved);
        Models = new MlflowModels(connection);
    }

    /// <summary>Its address, for people and for the store's memory of what was sent where.</summary>
    public string Location => connection.Address.ToString();

    /// <summary>Its registered models.</summary>
    public MlflowModels Models { get; }

    /// <returns>the id of the experiment of that name, which is made when it is new</returns>
    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    public string Experiment(string name)
    {
        if (Find(name) is { } known) return known;
        try
        {
            return connection.Text(connection.Post("experiments/create", body => body.WriteString("name", name)), "experiment_id");
        }
        catch (MlflowException e) when (e.Code == "RESOURCE_ALREADY_EXISTS")
        {
            return Find(name) ?? throw new MlflowException(
                $"the experiment '{name}' is deleted on {Location}: restore it there, or choose another name", e.Code, isTransient: false);
        }
    }

    /// <summary>The run that holds a local run, where an earlier attempt made one and nobody heard of it.</summary>
    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    public MlflowRun? FindRun(string experiment, string local)
    {
        var found = connection.Post("runs/search", body =>
        {
            body.WriteStartArray("experiment_ids");
            body.WriteStringValue(experiment);
            body.WriteEndArray();
            body.WriteString("filter", $"tags.`{TagNames.LocalRun}` = \"{local}\"");
            body.WriteNumber("max_results", 1);
        });
        return found.TryGetProperty("runs", out var runs) && runs.GetArrayLength() > 0 ? Read(runs[0]) : null;
    }

    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    public MlflowRun CreateRun(string experiment, Run run, IReadOnlyDictionary<string, string> tags) =>
        Read(connection.Member(connection.Post("runs/create", body =>
        {
            body.WriteString("experiment_id", experiment);
            body.WriteString("run_name", run.Name);
            body.WriteNumber("start_time", run.Started.ToUnixTimeMilliseconds());
            if (tags.TryGetValue(TagNames.User, out var user)) body.WriteString("user_id", user);
            body.WriteStartArray("tags");
            WriteTag(body, TagNames.LocalRun, run.Id);
            WriteTag(body, TagNames.RunName, run.Name);
            body.WriteEndArray();
        }), "run"));

    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    public void Log(string run, MlflowBatch batch) => connection.Post("runs/log-batch", body =>
    {
        body.WriteString("run_id", run);
        batch.Write(body);
    });

    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    public void Update(string run, RunStatus status, DateTimeOffset? ended) => connection.Post("runs/update", body =>
    {
        body.WriteString("run_id", run);
        body.WriteString("status", StatusNames.Of(status));
        if (ended is { } end) body.WriteNumber("end_time", end.ToUnixTimeMilliseconds());
    });

    /// <summary>Sends a file, where the server keeps its runs' files itself.</summary>
    /// <param name="run">whose file it is</param>
    /// <param name="path">relative to the run's files, with <c>/</c></param>
    /// <param name="file">what to send</param>
    /// <returns>whether it does; others keep them where only MLflow's own client writes</returns>
    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    /// <exception cref="IOException">the file cannot be read</exception>
    public bool Upload(MlflowRun run, string path, string file)
    {
        if (Root(run) is not { } root) return false;
        connection.Put($"{root}/{path}", file);
        return true;
    }

    /// <summary>Files in a folder of a run's, with their sizes in bytes.</summary>
    /// <returns>null where the server does not keep its runs' files itself</returns>
    /// <exception cref="MlflowException">the server is away</exception>
    public Dictionary<string, long>? Files(MlflowRun run, string folder)
    {
        if (Root(run) is not { } root) return null;
        var sizes = new Dictionary<string, long>();
        try
        {
            if (!connection.List($"{root}/{folder}").TryGetProperty("files", out var files)) return sizes;
            foreach (var file in files.EnumerateArray())
                if (file.TryGetProperty("file_size", out var size)) sizes[connection.Text(file, "path")] = Size(size);
        }
        catch (MlflowException e) when (!e.IsTransient)
        {
            // There is no such folder yet, or this server does not tell: then all is sent.
        }
        return sizes;
    }

    public void Dispose() => connection.Dispose();

    /// <summary>The path of a run's files in the server's proxy; null where it keeps them elsewhere.</summary>
    private static string? Root(MlflowRun run) =>
        Uri.TryCreate(run.Artifacts, UriKind.Absolute, out var uri) && uri.Scheme == "mlflow-artifacts" ? uri.AbsolutePath.Trim('/') : null;

    /// <summary>A whole number, which servers write as one or as a text.</summary>
    private static long Size(JsonElement size) =>
        long.TryParse(size.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : -1;

    private string? Find(string name)
    {
        try
        {
            var experiment = connection.Member(connection.Get("experiments/get-by-name", ("experiment_name", name)), "experiment");
            return experiment.TryGetProperty("lifecycle_stage", out var stage) && stage.GetString() == "deleted"
                ? null
                : connection.Text(experiment, "experiment_id");
        }
        catch (MlflowException e) when (e.Code == "RESOURCE_DOES_NOT_EXIST")
        {
            return null;
        }
    }

    private static void WriteTag(Utf8JsonWriter body, string key, string value)
    {
        body.WriteStartObject();
        body.WriteString("key", key);
        body.WriteString("value", value);
        body.WriteEndObject();
    }

    private MlflowRun Read(JsonElement run)
    {
        var info = connection.Member(run, "info");
        return new MlflowRun(
            connection.Text(info, "run_id"),
            info.TryGetProperty("artifact_uri", out var uri) ? uri.GetString() ?? "" : "");
    }
}

/// <summary>A run on an MLflow server.</summary>
/// <param name="Id">its id there</param>
/// <param name="Artifacts">where the server says that its files are</param>
internal sealed record MlflowRun(string Id, string Artifacts);
