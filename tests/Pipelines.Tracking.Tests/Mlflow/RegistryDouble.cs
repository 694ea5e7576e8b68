using System.Collections.Specialized;
using System.Text.Json;

namespace Pipelines.Tracking.Tests.Mlflow;

/// <summary>What MLflow's protocol says of registered models, their versions and aliases, as a part of <see cref="MlflowDouble"/>.</summary>
internal sealed class RegistryDouble(MlflowDouble server)
{
    private const string NoSuch = """{"error_code":"RESOURCE_DOES_NOT_EXIST","message":"no such model or version"}""";

    /// <summary>Versions by number under each name; one that was deleted is null.</summary>
    public Dictionary<string, List<KeptVersion?>> Models { get; } = [];

    public Dictionary<(string Model, string Alias), string> Aliases { get; } = [];

    /// <summary>Answers a request whose body is JSON.</summary>
    public (int Status, string Body) Handle(string method, string call, JsonElement body) => (method, call) switch
    {
        ("POST", "registered-models/create") => CreateModel(body),
        ("POST", "model-versions/create") => CreateVersion(body),
        ("POST", "registered-models/alias") => SetAlias(body),
        ("DELETE", "registered-models/alias") => RemoveAlias(body),
        _ => throw new FormatException("no such call"),
    };

    public (int Status, string Body) Search(NameValueCollection query)
    {
        var filter = (query["filter"] ?? throw new FormatException("no filter")).Split("run_id = '");
        if (filter is not ["", [.. var run, '\'']]) throw new FormatException("a filter that this double does not know");
        if (int.Parse(query["max_results"] ?? "200") > 200_000) throw new FormatException("max_results");
        var found = Models.SelectMany(model => model.Value.Select((version, i) => (Model: model.Key, Number: i + 1, Version: version)))
            .Where(one => one.Version?.Run == run);
        return (200, JsonSerializer.Serialize(new
        {
            model_versions = found.Select(one => new
            {
                name = one.Model,
                version = $"{one.Number}",
                run_id = run,
                tags = one.Version!.Tags.Select(tag => new { key = tag.Key, value = tag.Value }),
            }),
        }));
    }

    private (int, string) CreateModel(JsonElement body)
    {
        var name = MlflowDouble.Text(body, "name", 256);
        if (name.Contains('/') || name.Contains(':')) throw new FormatException($"the name '{name}'");
        return Models.TryAdd(name, [])
            ? (200, JsonSerializer.Serialize(new { registered_model = new { name } }))
            : (400, """{"error_code":"RESOURCE_ALREADY_EXISTS","message":"there is one"}""");
    }

    private (int, string) CreateVersion(JsonElement body)
    {
        var name = MlflowDouble.Text(body, "name", 256);
        if (!Models.TryGetValue(name, out var versions)) return (404, NoSuch);
        var run = MlflowDouble.Text(body, "run_id", 256);
        if (!server.Runs.ContainsKey(run)) throw new FormatException($"run {run}");
        var version = new KeptVersion(
            run, MlflowDouble.Text(body, "source", 500), body.TryGetProperty("description", out _) ? MlflowDouble.Text(body, "description", 5000) : "");
        foreach (var tag in body.GetProperty("tags").EnumerateArray()) version.Tags.Add(MlflowDouble.Key(tag), MlflowDouble.Text(tag, "value", 5000));
        versions.Add(version);
        return (200, JsonSerializer.Serialize(new { model_version = new { name, version = $"{versions.Count}", status = "READY" } }));
    }

    private (int, string) SetAlias(JsonElement body)
    {
        var (name, alias) = (MlflowDouble.Text(body, "name", 256), MlflowDouble.Text(body, "alias", 255));
        if (alias is "latest" or "" || !alias.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')) throw new FormatException($"the alias '{alias}'");
        var number = int.Parse(MlflowDouble.Text(body, "version", 20));
        if (!Models.TryGetValue(name, out var versions) || versions.ElementAtOrDefault(number - 1) is null) return (404, NoSuch);
        Aliases[(name, alias)] = $"{number}";
        return (200, "{}");
    }

    private (int, string) RemoveAlias(JsonElement body) =>
        Aliases.Remove((MlflowDouble.Text(body, "name", 256), MlflowDouble.Text(body, "alias", 255))) ? (200, "{}") : (404, NoSuch);
}

/// <summary>A version that arrived.</summary>
internal sealed record KeptVersion(string Run, string Source, string Description)
{
    public Dictionary<string, string> Tags { get; } = [];
}
