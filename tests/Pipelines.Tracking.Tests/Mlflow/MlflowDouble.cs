using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Pipelines.Tracking.Tests.Mlflow;

/// <summary>
/// A server that speaks what MLflow's protocol says of experiments, runs, artifacts and registered models, keeps what it is sent, and
/// refuses every request that is not of the protocol's shape. It can be killed, and started again with all that it had kept; and told to
/// fail.
/// </summary>
internal sealed class MlflowDouble : IDisposable
{
    private static readonly string[] Statuses = ["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];

    private readonly Lock gate = new();

    // Bound and never listening: the port is this double's while it is killed, too, and a connection is refused then.
    private readonly Socket port = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private HttpListener? listener;

    public MlflowDouble()
    {
        Registry = new RegistryDouble(this);
        port.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        port.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Address = $"http://{port.LocalEndPoint}";
        Start();
    }

    public string Address { get; }

    public Dictionary<string, string> Experiments { get; } = new() { ["Default"] = "0" };

    public Dictionary<string, KeptRun> Runs { get; } = [];

    /// <summary>Registered models.</summary>
    public RegistryDouble Registry { get; }

    /// <summary>Files in the order in which they arrived whole.</summary>
    public List<string> Uploads { get; } = [];

    /// <summary>The size of files above which the connection breaks while they are sent; null for none.</summary>
    public long? BreakAbove { get; set; }

    /// <summary>Requests that were not of the protocol's shape: none, when a client is right.</summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Requests that were answered.</summary>
    public int Requests { get; private set; }

    /// <summary>How many of the next requests are done and then answered with a broken connection.</summary>
    public int LoseAnswers { get; set; }

    /// <summary>How many requests are answered until one is done and answered with a broken connection; null for no such one.</summary>
    public int? LoseAfter { get; set; }

    /// <summary>How many of the next requests are answered with 500 and not done.</summary>
    public int Fail { get; set; }

    /// <summary>What the header Authorization must be, or null.</summary>
    public string? Authorization { get; set; }

    /// <summary>Where runs keep their files.</summary>
    public string ArtifactRoot { get; set; } = "mlflow-artifacts:/";

    public void Start()
    {
        listener = new HttpListener { Prefixes = { Address + "/" } };
        listener.Start();
        var mine = listener;
        new Thread(() => Serve(mine)) { IsBackground = true }.Start();
    }

    public void Kill()
    {
        listener?.Abort();
        listener = null;
    }

    public void Dispose()
    {
        Kill();
        port.Dispose();
    }

    /// <summary>Measurements of a key that have arrived, over all runs.</summary>
    public int Measurements(string key)
    {
        lock (gate) return Runs.Values.Sum(run => run.Metrics.Count(metric => metric.Key == key));
    }

    private void Serve(HttpListener mine)
    {
        while (true)
        {
            try
            {
                var context = mine.GetContext();
                lock (gate) Answer(context);
            }
            catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
            {
                if (!mine.IsListening) return;
            }
        }
    }

    private void Answer(HttpListenerContext context)
    {
        if (Fail > 0)
        {
            Fail--;
            Reply(context, 500, """{"error_code":"INTERNAL_ERROR","message":"told to fail"}""");
            return;
        }
        var (status, body) = Handle(context.Request);
        if (LoseAfter-- == 0) (LoseAfter, status) = (null, 0);
        if (status == 0 || LoseAnswers > 0)
        {
            if (status != 0) LoseAnswers--;
            context.Response.Abort();
            return;
        }
        Requests++;
        Reply(context, status, body);
    }

    private static void Reply(HttpListenerContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        using var writer = new StreamWriter(context.Response.OutputStream);
        writer.Write(body);
    }

    private (int Status, string Body) Handle(HttpListenerRequest request)
    {
        if (Authorization is not null && request.Headers["Authorization"] != Authorization)
            return (401, """{"error_code":"UNAUTHENTICATED","message":"who are you?"}""");
        var path = request.Url!.AbsolutePath;
        const string Artifacts = "/api/2.0/mlflow-artifacts/artifacts";
        if (request.HttpMethod == "PUT" && path.StartsWith(Artifacts + "/", StringComparison.Ordinal) && request.ContentLength64 > BreakAbove)
            return (0, "");
        using var memory = new MemoryStream();
        request.InputStream.CopyTo(memory);
        if (request.HttpMethod == "PUT" && path.StartsWith(Artifacts + "/", StringComparison.Ordinal))
            return Keep(Uri.UnescapeDataString(path[(Artifacts.Length + 1)..]), memory.ToArray());
        try
        {
            if (request.HttpMethod == "GET" && path == Artifacts) return List(request.QueryString["path"] ?? throw new FormatException("no path"));
            if (request.HttpMethod == "GET" && path == "/api/2.0/mlflow/model-versions/search") return Registry.Search(request.QueryString);
            if (request.HttpMethod == "GET" && path == "/api/2.0/mlflow/experiments/get-by-name")
                return GetExperiment(request.QueryString["experiment_name"] ?? throw new FormatException("no experiment_name"));
            if (request.HttpMethod is not ("POST" or "DELETE")) throw new FormatException("no such call");
            if (request.ContentType?.StartsWith("application/json", StringComparison.Ordinal) != true) throw new FormatException("no JSON");
            if (memory.Length > 1_000_000) throw new FormatException($"{memory.Length} bytes");
            using var document = JsonDocument.Parse(memory.ToArray());
            var name = path.Replace("/api/2.0/mlflow/", "");
            if (request.HttpMethod == "DELETE") return Registry.Handle("DELETE", name, document.RootElement);
            return name switch
            {
                "experiments/create" => CreateExperiment(document.RootElement),
                "runs/create" => CreateRun(document.RootElement),
                "runs/search" => Search(document.RootElement),
                "runs/log-batch" => Log(document.RootElement),
                "runs/update" => Update(document.RootElement),
                _ => Registry.Handle("POST", name, document.RootElement),
            };
        }
        catch (Exception e) when (e is FormatException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            Complaints.Add($"{request.HttpMethod} {path}: {e.Message}");
            return (400, """{"error_code":"INVALID_PARAMETER_VALUE","message":"wrong shape"}""");
        }
    }

    private (int, string) GetExperiment(string name) => Experiments.TryGetValue(name, out var id)
        ? (200, JsonSerializer.Serialize(new { experiment = new { experiment_id = id, name, lifecycle_stage = "active" } }))
        : (404, """{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"no such experiment"}""");

    private (int, string) CreateExperiment(JsonElement body)
    {
        var name = Text(body, "name", 500);
        if (!Experiments.TryAdd(name, $"{Experiments.Count}"))
            return (400, """{"error_code":"RESOURCE_ALREADY_EXISTS","message":"there is one"}""");
        return (200, JsonSerializer.Serialize(new { experiment_id = Experiments[name] }));
    }

    private (int, string) CreateRun(JsonElement body)
    {
        var experiment = Text(body, "experiment_id", 64);
        if (!Experiments.ContainsValue(experiment)) throw new FormatException($"experiment {experiment}");
        var run = new KeptRun(Guid.NewGuid().ToString("N"), experiment, Text(body, "run_name", 250), Whole(body, "start_time"));
        foreach (var tag in body.GetProperty("tags").EnumerateArray()) run.Tags[Key(tag)] = Text(tag, "value", 5000);
        Runs.Add(run.Id, run);
        return (200, "{\"run\":" + Info(run) + "}");
    }

    private (int, string) Search(JsonElement body)
    {
        var experiments = body.GetProperty("experiment_ids").EnumerateArray().Select(id => id.GetString()).ToList();
        var filter = Text(body, "filter", 1000).Split(["tags.`", "` = \"", "\""], StringSplitOptions.RemoveEmptyEntries);
        if (filter.Length != 2) throw new FormatException("a filter that this double does not know");
        var found = Runs.Values.Where(run =>
            experiments.Contains(run.Experiment) && run.Tags.TryGetValue(filter[0], out var value) && value == filter[1]);
        return (200, "{\"runs\":[" + string.Join(',', found.Select(Info)) + "]}");
    }

    private (int, string) Log(JsonElement body)
    {
        var run = Runs[Text(body, "run_id", 256)];
        var (metrics, parameters, tags) = (Array(body, "metrics", 1000), Array(body, "params", 100), Array(body, "tags", 100));
        if (metrics.Count + parameters.Count + tags.Count > 1000) throw new FormatException("more than 1000 items");
        foreach (var param in parameters)
        {
            var (key, value) = (Key(param), Text(param, "value", 6000));
            if (run.Params.TryGetValue(key, out var before) && before != value) throw new FormatException($"'{key}' changes");
            run.Params[key] = value;
        }
        foreach (var tag in tags) run.Tags[Key(tag)] = Text(tag, "value", 5000);
        foreach (var metric in metrics)
        {
            var value = metric.GetProperty("value");
            var number = value.ValueKind == JsonValueKind.Number ? value.GetDouble() : value.GetString() switch
            {
                "NaN" => double.NaN,
                "Infinity" => double.PositiveInfinity,
                "-Infinity" => double.NegativeInfinity,
                var other => throw new FormatException($"the value '{other}'"),
            };
            // As in MLflow's tables, where all of it together is the key.
            run.Metrics.Add((Key(metric), number, Whole(metric, "timestamp"), Whole(metric, "step")));
        }
        return (200, "{}");
    }

    private (int, string) Update(JsonElement body)
    {
        var run = Runs[Text(body, "run_id", 256)];
        run.Status = Text(body, "status", 10);
        if (!Statuses.Contains(run.Status)) throw new FormatException($"the status '{run.Status}'");
        run.End = body.TryGetProperty("end_time", out _) ? Whole(body, "end_time") : null;
        return (200, JsonSerializer.Serialize(new { run_info = new { run_id = run.Id } }));
    }

    private (int, string) Keep(string path, byte[] content)
    {
        var parts = path.Split('/', 4);
        if (parts is not [var experiment, var id, "artifacts", var file] || !Runs.TryGetValue(id, out var run) || run.Experiment != experiment)
        {
            Complaints.Add($"PUT {path}");
            return (400, "{}");
        }
        run.Files[file] = content;
        Uploads.Add(file);
        return (200, "{}");
    }

    private (int, string) List(string path)
    {
        var parts = path.Split('/', 4);
        if (parts is not [_, var id, "artifacts", var folder] || !Runs.TryGetValue(id, out var run)) throw new FormatException($"the path '{path}'");
        var files = run.Files.Where(file => file.Key.StartsWith(folder + "/", StringComparison.Ordinal)).ToList();
        // Numbers of 64 bits are texts where the protocol's own writer is used.
        return (200, JsonSerializer.Serialize(new
        {
            files = files.Where(file => !file.Key[(folder.Length + 1)..].Contains('/'))
                .Select(file => new { path = file.Key[(folder.Length + 1)..], is_dir = false, file_size = $"{file.Value.Length}" }),
        }));
    }

    private string Info(KeptRun run) => JsonSerializer.Serialize(new
    {
        info = new { run_id = run.Id, run_uuid = run.Id, artifact_uri = $"{ArtifactRoot}{run.Experiment}/{run.Id}/artifacts" },
    });

    private static List<JsonElement> Array(JsonElement body, string name, int most)
    {
        var items = body.TryGetProperty(name, out var array) ? array.EnumerateArray().ToList() : [];
        return items.Count <= most ? items : throw new FormatException($"{items.Count} {name}");
    }

    internal static string Key(JsonElement item)
    {
        var key = Text(item, "key", 250);
        return key.All(c => char.IsAsciiLetterOrDigit(c) || "_/-. ".Contains(c)) ? key : throw new FormatException($"the key '{key}'");
    }

    internal static string Text(JsonElement body, string name, int most)
    {
        var text = body.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is null");
        return text.Length <= most ? text : throw new FormatException($"'{name}' has {text.Length} characters");
    }

    private static long Whole(JsonElement body, string name) =>
        body.GetProperty(name) is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : throw new FormatException($"'{name}' is no number");
}

/// <summary>A run that arrived.</summary>
internal sealed class KeptRun(string id, string experiment, string name, long start)
{
    public string Id => id;

    public string Experiment => experiment;

    public string Name => name;

    public long Start => start;

    public string Status { get; set; } = "RUNNING";

    public long? End { get; set; }

    public Dictionary<string, string> Params { get; } = [];

    public Dictionary<string, string> Tags { get; } = [];

    public HashSet<(string Key, double Value, long Time, long Step)> Metrics { get; } = [];

    public Dictionary<string, byte[]> Files { get; } = [];
}
