using Microsoft.Data.Sqlite;

namespace Pipelines.Tracking.Sqlite;

/// <summary>What servers have of registered models.</summary>
/// <param name="store">where the models are registered</param>
internal sealed class ModelPushes(SqliteTrackingStore store)
{
    private const string OfModel = "WHERE model = (SELECT number FROM registered_models WHERE name = $0) AND server = $1";

    /// <summary>Versions that have arrived: the number of each, and the one that it has there.</summary>
    public Dictionary<long, string> Versions(string model, string server) => store.Guarded(connection => connection.Query(
        $"SELECT version, remote FROM model_version_pushes {OfModel}",
        row => KeyValuePair.Create(row.GetInt64(0), row.GetString(1)), model, server).ToDictionary());

    /// <summary>Aliases that have arrived, and the version that each is of.</summary>
    public Dictionary<string, long> Aliases(string model, string server) => store.Guarded(connection => connection.Query(
        $"SELECT alias, version FROM model_alias_pushes {OfModel}",
        row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)), model, server).ToDictionary());

    /// <summary>Remembers that a version has arrived.</summary>
    public void Sent(ModelVersion version, string server, string remote) => store.Guarded(connection => connection.Execute(
        """
        INSERT INTO model_version_pushes SELECT number, $1, $2, $3 FROM registered_models WHERE name = $0
        ON CONFLICT DO UPDATE SET remote = excluded.remote
        """,
        version.Model, version.Number, server, remote));

    /// <summary>Remembers that an alias has arrived.</summary>
    public void Called(string model, string server, string alias, long version) => store.Guarded(connection => connection.Execute(
        """
        INSERT INTO model_alias_pushes SELECT number, $2, $1, $3 FROM registered_models WHERE name = $0
        ON CONFLICT DO UPDATE SET version = excluded.version
        """,
        model, server, alias, version));

    /// <summary>Remembers that an alias is gone.</summary>
    public void Removed(string model, string server, string alias) => store.Guarded(connection =>
        connection.Execute($"DELETE FROM model_alias_pushes {OfModel} AND alias = $2", model, server, alias));

    /// <summary>Names of models of which a server lacks a version or an alias, or has an alias that is gone.</summary>
    public IReadOnlyList<string> Missing(string server) => store.Guarded(connection => connection.Query(
        """
        SELECT name FROM registered_models AS m WHERE
            EXISTS (SELECT 1 FROM model_versions AS v WHERE v.model = m.number AND NOT EXISTS
                (SELECT 1 FROM model_version_pushes AS p WHERE p.model = v.model AND p.version = v.version AND p.server = $0))
            OR EXISTS (SELECT alias, version FROM model_aliases WHERE model = m.number
                EXCEPT SELECT alias, version FROM model_alias_pushes WHERE model = m.number AND server = $0)
            OR EXISTS (SELECT alias FROM model_alias_pushes WHERE model = m.number AND server = $0
                EXCEPT SELECT alias FROM model_aliases WHERE model = m.number)
        ORDER BY name
        """,
        row => row.GetString(0), server));
}
