using Pipelines.Data;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Runs;
using Pipelines.Spec;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Repeating;

/// <summary>The stage of an earlier run, as that run recorded it: nothing of the pipeline's file as it is now.</summary>
/// <param name="Stage">the stage of this program that has its name and kind</param>
/// <param name="Session">the recorded file</param>
/// <param name="Held">the artifacts that the run read, which nobody removes meanwhile</param>
/// <param name="Fingerprint">what it made, or would have made</param>
internal sealed record RecordedStage(Stage Stage, Session Session, HeldArtifacts Held, Fingerprint Fingerprint) : IDisposable
{
    private const int MostNamed = 6;

    /// <summary>Opens it, and looks whether all is there that its numbers came from.</summary>
    /// <param name="pipeline">the program</param>
    /// <param name="workspace">where its artifacts are</param>
    /// <param name="store">where runs are recorded</param>
    /// <param name="run">the run</param>
    /// <exception cref="PipelineException">something is gone or is no longer what it was: the message says which</exception>
    public static RecordedStage Open(Pipeline pipeline, Workspace workspace, SqliteTrackingStore store, RunRecord run)
    {
        var name = Named(run);
        if (run.Run.Status == RunStatus.Running) throw new PipelineException($"{name} still goes on: it is repeated when it has ended");
        if (!run.Tags.TryGetValue(RunTags.Artifact, out var artifact) || !run.Tags.TryGetValue(RunTags.Kind, out var kind))
            throw new PipelineException($"{name} ('{run.Run.Name}') is not that of a stage, and only stages are repeated");
        var stage = pipeline.Stages.FirstOrDefault(stage => stage.Name == run.Run.Name)
            ?? throw new PipelineException($"{name} was of stage '{run.Run.Name}', which this program does not have; {Checkout(run)}");
        if (store.FileOf(run.Run.Id, RunRecorder.PipelineFile) is not { } yaml)
            throw new PipelineException($"the file that {name} ran with, {RunRecorder.PipelineFile}, is gone from its folder");

        var session = Read(pipeline, workspace, File.ReadAllText(yaml), run, name);
        var held = new HeldArtifacts(session.Store);
        try
        {
            return new RecordedStage(stage, session, held, Check(stage, session, held, run, kind, artifact));
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of the artifacts that it reads.</summary>
    public void Dispose() => Held.Dispose();

    private static Fingerprint Check(
        Stage stage, Session session, HeldArtifacts held, RunRecord run, string kind, string artifact)
    {
        var name = Named(run);
        if (kind != stage.Kind && kind != stage.KindIn(session.Spec))
            throw new PipelineException(
                $"{name} was of a stage of kind {kind}; '{stage.Name}' is of kind {stage.Kind} in this program; {Checkout(run)}");
        CheckStructure(stage, session, run, name);
        TakeInputs(stage, session, held, run, name);
        CheckContent(stage, session, run, name);
        var fingerprint = session.Fingerprints.Of(stage);
        return fingerprint.Hex == artifact ? fingerprint : throw new PipelineException(Otherwise(stage, session, run, name));
    }

    private static Session Read(Pipeline pipeline, Workspace workspace, string yaml, RunRecord run, string name)
    {
        try
        {
            return Session.OpenRecorded(pipeline, workspace, yaml, Under(run.Tags, RunTags.Variable));
        }
        catch (PipelineException e)
        {
            throw new PipelineException($"the file that {name} ran with is not read by this program; {Checkout(run)}\n{e.Message}", e);
        }
    }

    private static void CheckStructure(Stage stage, Session session, RunRecord run, string name)
    {
        if (stage.Model is not { } model) return;
        var spec = session.Spec.Models.FirstOrDefault(spec => spec.Name == model.Name);
        var wanted = spec is null ? "none of that name" : Structure.Of(spec);
        if (wanted == model.Structure) return;
        throw new PipelineException(
            $"""
            {name} was of another model '{model.Name}' than this program has compiled; {Checkout(run)}
              compiled: {model.Structure}
              recorded: {wanted}
            """);
    }

    /// <summary>The artifacts that the run read, by the fingerprints that it recorded, whatever the data would give now.</summary>
    private static void TakeInputs(Stage stage, Session session, HeldArtifacts held, RunRecord run, string name)
    {
        var recorded = Under(run.Tags, RunTags.Input);
        var (then, now) = (Names(recorded.Keys), Names(stage.Inputs.Select(input => input.Name)));
        if (then != now)
            throw new PipelineException($"stage '{stage.Name}' read {then} in {name}, and reads {now} in this program; {Checkout(run)}");
        foreach (var input in stage.Inputs) Take(input, new Fingerprint(recorded[input.Name]), session, held, name);
    }

    private static void Take(Stage input, Fingerprint fingerprint, Session session, HeldArtifacts held, string name)
    {
        session.Fingerprints.Take(input, fingerprint);
        held.Hold(fingerprint);
        ArtifactManifest? manifest;
        try
        {
            manifest = session.Store.Verify(fingerprint);
        }
        catch (DamagedArtifactException damage)
        {
            throw new PipelineException($"{name} read what stage '{input.Name}' had made, and that is damaged: {damage.Message}", damage);
        }
        if (manifest is null)
            throw new PipelineException(
                $"{name} read what stage '{input.Name}' had made, {fingerprint}, and that is gone from "
                + Workspace.Display(session.Store.Root));
        // What that was made from may be read with it: the weights beside which an adapter stands.
        foreach (var before in input.Inputs)
            if (manifest.Inputs.TryGetValue(before.Name, out var hex) && session.Store.Find(new Fingerprint(hex)) is not null)
                Take(before, new Fingerprint(hex), session, held, name);
    }

    private static void CheckContent(Stage stage, Session session, RunRecord run, string name)
    {
        foreach (var source in session.Fingerprints.Sources(stage))
        {
            string now;
            try
            {
                now = session.Data.Content(source);
            }
            catch (DataSourceException e)
            {
                throw new PipelineException($"data '{source}', which {name} read, is gone: {e.Message}", e);
            }
            if (run.Tags.TryGetValue($"{RunTags.Data}.{source}", out var then) && then != now)
                throw new PipelineException(
                    $"data '{source}' has changed since {name} read it (its content was {then[..12]}…, and is {now[..12]}…): "
                    + "put back what it held");
        }
        if (!run.Tags.TryGetValue(RunTags.Files, out var recorded)) return;
        var lines = recorded.Split('\n');
        foreach (var (kind, path, hash) in session.Fingerprints.Files(stage))
            if (!lines.Contains($"{hash} {path}"))
                throw new PipelineException($"the {kind} {path} has changed since {name} read it: put back what it held");
    }

    /// <summary>Why the same file makes something else: settings that this program understands differently.</summary>
    private static string Otherwise(Stage stage, Session session, RunRecord run, string name)
    {
        var now = session.Fingerprints.Settings(stage).All.ToDictionary(setting => setting.Key, setting => setting.Value);
        var keys = now.Keys.Union(run.Params.Keys).Order(StringComparer.Ordinal)
            .Where(key => now.GetValueOrDefault(key) != run.Params.GetValueOrDefault(key)).ToArray();
        var differing = keys.Take(MostNamed)
            .Select(key => $"  {key}: {run.Params.GetValueOrDefault(key) ?? "none"} then, {now.GetValueOrDefault(key) ?? "none"} now");
        return keys.Length == 0
            ? $"{name} made what stages of kind {stage.Kind} of this program do not make any more: they have changed since; {Checkout(run)}"
            : $"what {name} recorded is not what its numbers came from:\n{string.Join('\n', differing)}\n{Checkout(run)}";
    }

    private static string Named(RunRecord run) => $"run {run.Run.Id[..8]}";

    private static string Checkout(RunRecord run) => run.Tags.TryGetValue(TagNames.GitCommit, out var commit)
        ? $"the commit that it ran from is {commit[..Math.Min(12, commit.Length)]}"
        : "no commit was recorded";

    private static string Names(IEnumerable<string> names) =>
        string.Join(", ", names.Order(StringComparer.Ordinal)) is { Length: > 0 } text ? text : "nothing";

    private static Dictionary<string, string> Under(IReadOnlyDictionary<string, string> tags, string prefix) => tags
        .Where(tag => tag.Key.StartsWith(prefix + ".", StringComparison.Ordinal))
        .ToDictionary(tag => tag.Key[(prefix.Length + 1)..], tag => tag.Value);
}
