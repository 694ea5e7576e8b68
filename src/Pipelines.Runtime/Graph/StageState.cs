using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;

namespace Pipelines.Runtime.Graph;

/// <summary>Whether a stage's artifact is there.</summary>
/// <param name="Stage">the stage</param>
/// <param name="Fingerprint">its artifact's name</param>
/// <param name="Artifact">the artifact's description, or null when it is not there or damaged</param>
/// <param name="Damage">what is wrong with the artifact, or null</param>
/// <param name="Interrupted">whether an earlier run left something to go on from</param>
internal sealed record StageState(Stage Stage, Fingerprint Fingerprint, ArtifactManifest? Artifact, string? Damage, bool Interrupted)
{
    public bool IsDone => Artifact is not null;

    public static StageState Of(Stage stage, Session session)
    {
        var fingerprint = session.Fingerprints.Of(stage);
        var interrupted = Directory.Exists(session.Workspace.Work(stage.Name, fingerprint));
        try
        {
            return new StageState(stage, fingerprint, session.Store.Find(fingerprint), null, interrupted);
        }
        catch (DamagedArtifactException damage)
        {
            return new StageState(stage, fingerprint, null, damage.Problem, interrupted);
        }
    }
}
