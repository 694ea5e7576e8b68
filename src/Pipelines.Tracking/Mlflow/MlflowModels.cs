using System.Text.Json;

namespace Pipelines.Tracking.Mlflow;

/// <summary>What registered models take of an MLflow server: names, versions, aliases (MLflow, <c>model_registry.proto</c>).</summary>
/// <param name="connection">to the server; closed by its owner</param>
internal sealed class MlflowModels(MlflowConnection connection)
{
    private const int MostVersionsOfRun = 200;

    /// <summary>Makes a registered model, unless there is one of that name.</summary>
    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    public void Ensure(string name)
    {
        try
        {
            connection.Post("registered-models/create", body => body.WriteString("name", name));
        }
        catch (MlflowException e) when (e.Code == "RESOURCE_ALREADY_EXISTS")
        {
            // Ours from before, or somebody else's: versions come beside those that it has.
        }
    }

    /// <summary>The version of an artifact that a run made, where an earlier attempt made it and nobody heard of it.</summary>
    /// <returns>its number on the server; null where there is none</returns>
    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    public string? Find(string name, string run, string artifact)
    {
        var found = connection.Get(
            "model-versions/search", ("filter", $"run_id = '{run}'"), ("max_results", $"{MostVersionsOfRun}"));
        if (!found.TryGetProperty("model_versions", out var versions)) return null;
        foreach (var version in versions.EnumerateArray())
            if (connection.Text(version, "name") == name && Tag(version, TagNames.RegisteredArtifact) == artifact)
                return connection.Text(version, "version");
        return null;
    }

    /// <summary>Makes a version.</summary>
    /// <param name="version">what it is</param>
    /// <param name="run">the run on the server that made it</param>
    /// <param name="source">where its files are</param>
    /// <returns>its number on the server</returns>
    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    public string Create(ModelVersion version, string run, string source) =>
        connection.Text(connection.Member(connection.Post("model-versions/create", body =>
        {
            body.WriteString("name", version.Model);
            body.WriteString("source", source);
            body.WriteString("run_id", run);
            if (version.Description.Length > 0) body.WriteString("description", version.Description);
            body.WriteStartArray("tags");
            foreach (var (key, value) in version.Tags) WriteTag(body, key, value);
            WriteTag(body, TagNames.RegisteredArtifact, version.Artifact);
            WriteTag(body, TagNames.RegisteredStage, version.Stage);
            body.WriteEndArray();
        }), "model_version"), "version");

    /// <summary>Calls a version so, and no other of its model.</summary>
    /// <exception cref="MlflowException">the server is away, or has no such version</exception>
    public void SetAlias(string name, string alias, string version) => connection.Post("registered-models/alias", body =>
    {
        body.WriteString("name", name);
        body.WriteString("alias", alias);
        body.WriteString("version", version);
    });

    /// <summary>Takes an alias away, where it is there.</summary>
    /// <exception cref="MlflowException">the server is away, or refuses</exception>
    public void RemoveAlias(string name, string alias)
    {
        try
        {
            connection.Delete("registered-models/alias", body =>
            {
                body.WriteString("name", name);
                body.WriteString("alias", alias);
            });
        }
        catch (MlflowException e) when (e.Code == "RESOURCE_DOES_NOT_EXIST")
        {
            // Somebody was quicker.
        }
    }

    private static string? Tag(JsonElement version, string key)
    {
        if (!version.TryGetProperty("tags", out var tags)) return null;
        foreach (var tag in tags.EnumerateArray())
            if (tag.TryGetProperty("key", out var name) && name.GetString() == key && tag.TryGetProperty("value", out var value))
                return value.GetString();
        return null;
    }

    private static void WriteTag(Utf8JsonWriter body, string key, string value)
    {
        body.WriteStartObject();
        body.WriteString("key", key);
        body.WriteString("value", value);
        body.WriteEndObject();
    }
}
