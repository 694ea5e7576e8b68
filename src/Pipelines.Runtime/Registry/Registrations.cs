using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Sweeping;
using Pipelines.Spec;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Registry;

/// <summary>
/// Registers what stages have made, where <c>registry:</c> says so. An artifact is one version however often its stage is done, and the
/// alias is of the version that the file describes now. Trials of a sweep register nothing: they are no candidates.
/// </summary>
/// <param name="session">the pipeline</param>
/// <param name="store">where models are registered</param>
internal sealed class Registrations(Session session, SqliteTrackingStore store)
{
    /// <summary>Versions that are new, or are called otherwise than before.</summary>
    public List<ModelVersion> Changed { get; } = [];

    /// <summary>What the file registers of a stage.</summary>
    public static IEnumerable<RegistrationSpec> Of(Stage stage, Session session) =>
        RunParent.Current is null ? session.Spec.Registry.Where(one => one.Stage == stage.Name) : [];

    /// <summary>Registers what a stage has made, where it has and the file says so.</summary>
    /// <exception cref="TrackingException">the store cannot be written</exception>
    public void Made(Stage stage)
    {
        foreach (var registration in Of(stage, session))
            if (StageState.Of(stage, session).Artifact is { } made) Register(registration, made);
    }

    /// <summary>Registers an artifact, unless it is registered.</summary>
    /// <returns>its version</returns>
    /// <exception cref="TrackingException">the store cannot be written</exception>
    public ModelVersion Register(RegistrationSpec registration, ArtifactManifest made)
    {
        var (version, isNew) = store.Registry.Add(NewVersion(
            registration.Name, made, registration.Description, new Dictionary<string, string>()));
        var isCalled = registration.Alias is null || version.Aliases.Contains(registration.Alias);
        if (!isCalled)
        {
            store.Registry.SetAlias(version.Model, registration.Alias!, version.Number);
            version = store.Registry.Resolve(new ModelUri(version.Model, version.Number, null));
        }
        if (isNew || !isCalled) Changed.Add(version);
        return version;
    }

    /// <summary>An artifact as a version of a model.</summary>
    /// <param name="model">the model's name</param>
    /// <param name="made">the artifact</param>
    /// <param name="description">for people; what the run came to where it is null</param>
    /// <param name="tags">what is known about it</param>
    public static NewModelVersion NewVersion(
        string model, ArtifactManifest made, string? description, IReadOnlyDictionary<string, string> tags) =>
        new(model, made.Run, made.Stage, made.Fingerprint.Hex, description ?? made.Result, tags);
}
