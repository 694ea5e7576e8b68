using Pipelines.Tracking;
using Pipelines.Tracking.Mlflow;
using Pipelines.Tracking.Sqlite;
using Pipelines.Tracking.TensorBoard;

namespace Pipelines.Runtime.Runs;

/// <summary>Where the runs of a program go: the store in the project, and from there to whatever else the file names.</summary>
internal sealed class ProgramRuns : IDisposable
{
    /// <summary>How long the program stays for a server that is there and slow.</summary>
    private static readonly TimeSpan PatienceWithServer = TimeSpan.FromSeconds(30);

    private readonly RunMirror? mirror;
    private readonly Action<string> warn;

    /// <param name="session">has the store's place, and what else the file names</param>
    /// <param name="warn">is told what could not be written or sent</param>
    public ProgramRuns(Session session, Action<string> warn)
    {
        this.warn = warn;
        Embedded = new SqliteTrackingStore(session.Workspace.Runs, warn);
        Store = Embedded;
        if (MlflowAddress.Find(session.Spec.Tracking.Uri, Environment.GetEnvironmentVariable) is { } address)
        {
            mirror = new RunMirror(Embedded, address, warn);
            Store = new MirroringStore(Embedded, mirror);
        }
        if (session.Spec.Tracking.TensorBoard is { } folder) Store = new TensorBoardStore(Store, session.Data.Resolve(folder), warn);
    }

    /// <summary>The store in the project.</summary>
    public SqliteTrackingStore Embedded { get; }

    /// <summary>Where new runs are begun.</summary>
    public ITrackingStore Store { get; }

    /// <summary>Sends what the server, where there is one, lacks of a registered model.</summary>
    /// <param name="name">the model's name</param>
    public void FollowModel(string name) => mirror?.FollowModel(name);

    /// <summary>Waits a while for what has not arrived, and says what is left.</summary>
    public void Dispose()
    {
        if (mirror?.Complete(PatienceWithServer) is { IsNone: false } missing)
            warn($"{missing} not arrived at {mirror.Location}: dotnet run -- runs push sends what is missing");
        mirror?.Dispose();
        Embedded.Dispose();
    }
}
