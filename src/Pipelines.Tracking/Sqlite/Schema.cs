using Microsoft.Data.Sqlite;

namespace Pipelines.Tracking.Sqlite;

/// <summary>The tables of the embedded store. Runs and metric keys are numbered, so that a measurement takes few bytes.</summary>
internal static class Schema
{
    /// <summary>Kept in the database's <c>user_version</c>.</summary>
    private const long Version = 3;

    private const string Tables = """
        CREATE TABLE experiments (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            created INTEGER NOT NULL
        );
        CREATE TABLE runs (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            experiment INTEGER NOT NULL REFERENCES experiments,
            name TEXT NOT NULL,
            parent TEXT,
            status TEXT NOT NULL,
            started INTEGER NOT NULL,
            ended INTEGER
        );
        CREATE INDEX runs_by_start ON runs (started);
        CREATE TABLE params (
            run INTEGER NOT NULL REFERENCES runs,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (run, key)
        ) WITHOUT ROWID;
        CREATE TABLE tags (
            run INTEGER NOT NULL REFERENCES runs,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (run, key)
        ) WITHOUT ROWID;
        CREATE TABLE keys (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        );
        -- A value that is not a number is NULL: SQLite has no other way to hold it.
        CREATE TABLE metrics (
            run INTEGER NOT NULL REFERENCES runs,
            key INTEGER NOT NULL REFERENCES keys,
            step INTEGER NOT NULL,
            time INTEGER NOT NULL,
            value REAL
        );
        CREATE INDEX metrics_by_step ON metrics (run, key, step, time);
        CREATE TABLE latest_metrics (
            run INTEGER NOT NULL REFERENCES runs,
            key INTEGER NOT NULL REFERENCES keys,
            step INTEGER NOT NULL,
            time INTEGER NOT NULL,
            value REAL,
            PRIMARY KEY (run, key)
        ) WITHOUT ROWID;
        """;

    /// <summary>What came with version 2: how far runs have been sent to a server.</summary>
    private const string PushTables = """
        CREATE TABLE pushes (
            run INTEGER NOT NULL REFERENCES runs,
            server TEXT NOT NULL,
            remote TEXT NOT NULL,
            artifacts TEXT NOT NULL,
            last_metric INTEGER NOT NULL,
            complete INTEGER NOT NULL,
            PRIMARY KEY (run, server)
        ) WITHOUT ROWID;
        """;

    /// <summary>What came with version 3: registered models, and how far they have been sent to a server.</summary>
    private const string RegistryTables = """
        CREATE TABLE registered_models (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            created INTEGER NOT NULL,
            last_version INTEGER NOT NULL
        );
        CREATE TABLE model_versions (
            model INTEGER NOT NULL REFERENCES registered_models,
            version INTEGER NOT NULL,
            run TEXT NOT NULL,
            stage TEXT NOT NULL,
            artifact TEXT NOT NULL,
            created INTEGER NOT NULL,
            description TEXT NOT NULL,
            PRIMARY KEY (model, version),
            UNIQUE (model, artifact)
        ) WITHOUT ROWID;
        CREATE TABLE model_version_tags (
            model INTEGER NOT NULL REFERENCES registered_models,
            version INTEGER NOT NULL,
            key TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (model, version, key)
        ) WITHOUT ROWID;
        CREATE TABLE model_aliases (
            model INTEGER NOT NULL REFERENCES registered_models,
            alias TEXT NOT NULL,
            version INTEGER NOT NULL,
            PRIMARY KEY (model, alias)
        ) WITHOUT ROWID;
        -- The numbers of versions on a server are its own.
        CREATE TABLE model_version_pushes (
            model INTEGER NOT NULL REFERENCES registered_models,
            version INTEGER NOT NULL,
            server TEXT NOT NULL,
            remote TEXT NOT NULL,
            PRIMARY KEY (model, version, server)
        ) WITHOUT ROWID;
        CREATE TABLE model_alias_pushes (
            model INTEGER NOT NULL REFERENCES registered_models,
            alias TEXT NOT NULL,
            server TEXT NOT NULL,
            version INTEGER NOT NULL,
            PRIMARY KEY (model, alias, server)
        ) WITHOUT ROWID;
        """;

    /// <summary>Makes the tables in an empty database, and refuses one that a newer version made.</summary>
    /// <exception cref="TrackingException">the database is of another version</exception>
    public static void Prepare(SqliteConnection connection)
    {
        // Readers do not wait for the writer, nor the writer for them; a commit is on the disk when it returns.
        connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        if (Read(connection) == Version) return;

        using var transaction = connection.BeginTransaction(deferred: false);
        var found = Read(connection); // another process may have been quicker
        if (found > Version)
            throw new TrackingException(
                $"{connection.DataSource} is of version {found}, and this program knows version {Version}: "
                + "use the newer program, or move the file away");
        if (found < 1) connection.Execute(Tables);
        if (found < 2) connection.Execute(PushTables);
        if (found < 3) connection.Execute(RegistryTables);
        connection.Execute($"PRAGMA user_version = {Version}");
        transaction.Commit();
    }

    private static long Read(SqliteConnection connection) => connection.Scalar<long>("PRAGMA user_version");
}
