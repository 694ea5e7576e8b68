using Pipelines.Tracking.Sqlite;

namespace Pipelines.Tracking.Mlflow;

/// <summary>The embedded store, whose new runs are also brought to an MLflow server.</summary>
/// <param name="store">where runs are recorded; closed by its owner</param>
/// <param name="mirror">what brings them there; closed by its owner</param>
public sealed class MirroringStore(SqliteTrackingStore store, RunMirror mirror) : ForwardingStore(store)
{
    /// <inheritdoc/>
    protected override IRun Started(IRun run, RunStart start)
    {
        mirror.Follow(run.Id);
        return run;
    }
}
