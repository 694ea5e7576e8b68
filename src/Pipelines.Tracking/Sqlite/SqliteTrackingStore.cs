using Microsoft.Data.Sqlite;

namespace Pipelines.Tracking.Sqlite;

/// <summary>
/// The embedded store: a SQLite database and, beside it, a folder of files for each run. Several processes may use it at
/// once. Runs whose process died show as <see cref="RunStatus.Killed"/> from the next opening on.
/// </summary>
public sealed class SqliteTrackingStore : ITrackingStore
{
    private readonly string runsFolder;
    private readonly string artifactsFolder;
    private readonly Action<string> warn;
    private readonly SqliteConnection connection;
    private readonly Lock gate = new();

    /// <summary>Opens a store, and makes it when it is new.</summary>
    /// <param name="path">
    /// the database's file; its runs' files go to the folder <c>runs</c> beside it, and the artifacts that versions of registered models
    /// point to are in <c>artifacts</c>
    /// </param>
    /// <param name="warn">is told, once a run, when something could not be written yet</param>
    /// <exception cref="TrackingException">the file cannot be written, is damaged or is of a newer version</exception>
    public SqliteTrackingStore(string path, Action<string>? warn = null)
    {
        Location = Path.GetFullPath(path);
        runsFolder = Path.Combine(Path.GetDirectoryName(Location)!, "runs");
        artifactsFolder = Path.Combine(Path.GetDirectoryName(Location)!, "artifacts");
        Registry = new ModelRegistry(this);
        ModelPushes = new ModelPushes(this);
        this.warn = warn ?? (_ => { });
        connection = Guarded(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Location)!);
            return Connect();
        });
        Guarded(() =>
        {
            Schema.Prepare(connection);
            return OrphanedRuns.End(connection);
        });
    }

    /// <inheritdoc/>
    public string Location { get; }

    /// <summary>Registered models, whose versions point to runs and to what they made.</summary>
    public ModelRegistry Registry { get; }

    /// <inheritdoc/>
    public IRun Start(RunStart start)
    {
        TrackingRules.CheckExperiment(start.Experiment);
        var id = Guid.NewGuid().ToString("N");
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var number = Guarded(() =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute("INSERT OR IGNORE INTO experiments (name, created) VALUES ($0, $1)", start.Experiment, now);
            var row = connection.Scalar<long>(
                """
                INSERT INTO runs (id, experiment, name, parent, status, started)
                SELECT $0, number, $2, $3, 'RUNNING', $4 FROM experiments WHERE name = $1 RETURNING number
                """,
                id, start.Experiment, start.Name, start.Parent, now);
            // In the same transaction, so that no other process takes the run for an orphan.
            new TagWrite(TagNames.Process, ProcessIdentity.Current).Apply(connection, row);
            transaction.Commit();
            return row;
        });
        var run = new SqliteRun(id, FolderOf(id), new WriteBuffer(Connect, number, warn));
        run.SetTag(TagNames.RunName, start.Name);
        run.SetTag(TagNames.SourceType, "LOCAL");
        if (start.Parent is not null) run.SetTag(TagNames.ParentRun, start.Parent);
        if (start.Continues is not null) run.SetTag(TagNames.Continues, start.Continues);
        return run;
    }

    /// <inheritdoc/>
    public IReadOnlyList<Experiment> Experiments() => Guarded(() => connection.Query(
        "SELECT number, name, created FROM experiments ORDER BY number",
        row => new Experiment(row.GetString(0), row.GetString(1), row.Time(2))));

    /// <inheritdoc/>
    public IReadOnlyList<Run> Runs(string? experiment = null, int most = 1000) =>
        Guarded(() => RunQueries.Newest(connection, experiment, most));

    /// <summary>Runs with their tags and latest measurements, newest first: what an overview shows.</summary>
    /// <param name="most">at most so many</param>
    /// <exception cref="TrackingException">the store cannot be read</exception>
    public IReadOnlyList<RunSummary> Summaries(int most = 1000) => Guarded(() => RunQueries.Summaries(connection, most));

    /// <inheritdoc/>
    public RunRecord? Find(string id) => Guarded(() =>
    {
        if (id.Length == 0 || !id.All(char.IsAsciiHexDigitLower)) return null;
        var found = RunQueries.Beginning(connection, id, most: 4);
        if (found.Count == 0) return null;
        if (found.Count > 1)
            throw new TrackingException($"several runs begin with '{id}': {string.Join(", ", found.Select(run => run.Id[..12]))} …");
        return RunQueries.Details(connection, found[0], Artifacts(found[0].Id));
    });

    /// <inheritdoc/>
    public IReadOnlyList<Metric> History(string run, string key) => Guarded(() => RunQueries.History(connection, run, key));

    /// <inheritdoc/>
    public void Delete(string run) => Guarded(() =>
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        foreach (var table in new[] { "params", "tags", "metrics", "latest_metrics", "pushes" })
            connection.Execute($"DELETE FROM {table} WHERE run = (SELECT number FROM runs WHERE id = $0)", run);
        connection.Execute("DELETE FROM runs WHERE id = $0", run);
        transaction.Commit();
        if (Directory.Exists(FolderOf(run))) Directory.Delete(FolderOf(run), recursive: true);
        return run;
    });

    /// <summary>How far registered models have been sent to servers.</summary>
    internal ModelPushes ModelPushes { get; }

    /// <summary>How far a run has been sent to a server; null where it has not begun.</summary>
    internal Push? PushOf(string run, string server) => Guarded(() => Push.Find(connection, run, server));

    /// <summary>Remembers how far a run has been sent.</summary>
    internal void Save(Push push, string run, string server) => Guarded(() =>
    {
        push.Save(connection, run, server);
        return push;
    });

    /// <summary>Ids of runs that a server has not got whole, oldest first.</summary>
    internal IReadOnlyList<string> NotPushed(string server) => Guarded(() => Push.Missing(connection, server));

    /// <summary>Measurements of a run after a row, in the order in which they were written.</summary>
    internal IReadOnlyList<(long Row, Metric Metric)> MetricsAfter(string run, long row, int most) =>
        Guarded(() => Push.Metrics(connection, run, row, most));

    /// <summary>Where a file of a run is on the disk; null where the run has no such file.</summary>
    /// <param name="run">a whole id</param>
    /// <param name="path">as <see cref="ArtifactFile.Path"/> has it</param>
    /// <exception cref="TrackingException">the run's folder cannot be read</exception>
    public string? FileOf(string run, string path) => Guarded(() =>
        Artifacts(run).Any(file => file.Path == path) ? Path.Combine(FolderOf(run), path) : null);

    /// <summary>Uses the connection, one at a time, and explains what goes wrong.</summary>
    /// <exception cref="TrackingException">the store cannot be used</exception>
    internal T Guarded<T>(Func<SqliteConnection, T> use) => Guarded(() => use(connection));

    /// <summary>Where the files of a run are.</summary>
    internal string FolderOf(string id) => Path.Combine(runsFolder, id);

    /// <summary>Where an artifact is, by its fingerprint.</summary>
    internal string ArtifactFolderOf(string fingerprint) => Path.Combine(artifactsFolder, fingerprint);

    /// <summary>Closes the store. Runs that go on are ended by themselves, not here.</summary>
    public void Dispose() => connection.Dispose();

    private List<ArtifactFile> Artifacts(string id)
    {
        var folder = new DirectoryInfo(FolderOf(id));
        if (!folder.Exists) return [];
        return folder.EnumerateFiles("*", SearchOption.AllDirectories)
            .Select(file => new ArtifactFile(Path.GetRelativePath(folder.FullName, file.FullName).Replace('\\', '/'), file.Length))
            .OrderBy(file => file.Path, StringComparer.Ordinal)
            .ToList();
    }

    private SqliteConnection Connect()
    {
        var opened = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Location,
            Pooling = false,
            DefaultTimeout = 5, // seconds that a statement waits for another process's lock
        }.ToString());
        opened.Open();
        return opened;
    }

    private T Guarded<T>(Func<T> use)
    {
        try
        {
            lock (gate) return use();
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new TrackingException(Explain(e), e);
        }
    }

    private string Explain(Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: 26 or 11 } =>
            $"{Location} is damaged ({e.Message}): move it away, and a new one is made. Artifacts do not depend on it",
        SqliteException { SqliteErrorCode: 8 or 14 } or UnauthorizedAccessException => $"{Location} cannot be written: {e.Message}",
        SqliteException { SqliteErrorCode: 5 or 6 } => $"{Location} is locked by another process: {e.Message}",
        SqliteException { SqliteErrorCode: 13 } => $"the disk of {Location} is full",
        _ => $"{Location}: {e.Message}",
    };
}
