using Microsoft.Data.Sqlite;

namespace Pipelines.Tracking.Sqlite;

/// <summary>Reads and writes the tables of registered models.</summary>
internal static class RegistryQueries
{
    private const string OfModel = "WHERE model = (SELECT number FROM registered_models WHERE name = $0)";

    /// <summary>One model, or all where <paramref name="name"/> is null; seen as they were at one moment.</summary>
    public static List<RegisteredModel> Models(SqliteConnection connection, string? name)
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        const string Chosen = "JOIN registered_models ON registered_models.number = model WHERE $0 IS NULL OR registered_models.name = $0";
        var tags = connection.Query(
            $"SELECT registered_models.name, version, key, value FROM model_version_tags {Chosen}",
            row => (Version: (row.GetString(0), row.GetInt64(1)), Tag: KeyValuePair.Create(row.GetString(2), row.GetString(3))), name)
            .ToLookup(row => row.Version, row => row.Tag);
        var aliases = connection.Query(
            $"SELECT registered_models.name, version, alias FROM model_aliases {Chosen} ORDER BY alias",
            row => (Version: (row.GetString(0), row.GetInt64(1)), Alias: row.GetString(2)), name)
            .ToLookup(row => row.Version, row => row.Alias);
        var versions = connection.Query(
            $"""
            SELECT registered_models.name, version, run, stage, artifact, model_versions.created, description
            FROM model_versions {Chosen} ORDER BY version DESC
            """,
            row =>
            {
                var key = (row.GetString(0), row.GetInt64(1));
                return new ModelVersion(
                    key.Item1, key.Item2, row.GetString(2), row.GetString(3), row.GetString(4), row.Time(5), row.GetString(6),
                    tags[key].ToDictionary(), [.. aliases[key]]);
            },
            name).ToLookup(version => version.Model);
        return connection.Query(
            "SELECT name, created FROM registered_models WHERE $0 IS NULL OR name = $0 ORDER BY name",
            row => new RegisteredModel(row.GetString(0), row.Time(1), [.. versions[row.GetString(0)]]), name);
    }

    public static (long Number, bool IsNew) Add(SqliteConnection connection, NewModelVersion added, DateTimeOffset now)
    {
        var time = now.ToUnixTimeMilliseconds();
        connection.Execute("INSERT OR IGNORE INTO registered_models (name, created, last_version) VALUES ($0, $1, 0)", added.Model, time);
        if (connection.Scalar<long>($"SELECT version FROM model_versions {OfModel} AND artifact = $1", added.Model, added.Artifact) is > 0 and var known)
            return (known, false);
        var number = connection.Scalar<long>(
            "UPDATE registered_models SET last_version = last_version + 1 WHERE name = $0 RETURNING last_version", added.Model);
        connection.Execute(
            "INSERT INTO model_versions SELECT number, $1, $2, $3, $4, $5, $6 FROM registered_models WHERE name = $0",
            added.Model, number, added.Run, added.Stage, added.Artifact, time, TrackingRules.Cut(added.Description, TrackingRules.TagLength));
        foreach (var (key, value) in added.Tags)
            connection.Execute(
                "INSERT INTO model_version_tags SELECT number, $1, $2, $3 FROM registered_models WHERE name = $0",
                added.Model, number, key, TrackingRules.Cut(value, TrackingRules.TagLength));
        return (number, true);
    }

    public static long? SetAlias(SqliteConnection connection, string model, string alias, long number)
    {
        var before = connection.Scalar<long>($"SELECT version FROM model_aliases {OfModel} AND alias = $1", model, alias);
        connection.Execute(
            """
            INSERT INTO model_aliases SELECT number, $1, $2 FROM registered_models WHERE name = $0
            ON CONFLICT DO UPDATE SET version = excluded.version
            """,
            model, alias, number);
        return before > 0 ? before : null;
    }

    public static int RemoveAlias(SqliteConnection connection, string model, string alias) =>
        connection.Execute($"DELETE FROM model_aliases {OfModel} AND alias = $1", model, alias);

    public static void Delete(SqliteConnection connection, string model, long? number)
    {
        foreach (var table in new[] { "model_version_tags", "model_aliases", "model_version_pushes", "model_alias_pushes", "model_versions" })
            connection.Execute($"DELETE FROM {table} {OfModel} AND ($1 IS NULL OR version = $1)", model, number);
        if (number is null) connection.Execute("DELETE FROM registered_models WHERE name = $0", model);
    }
}
