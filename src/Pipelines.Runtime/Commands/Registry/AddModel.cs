using System.CommandLine;
using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Registry;
using Pipelines.Runtime.Runs;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary><c>registry add</c>: registers what a stage or an earlier run made.</summary>
internal static class AddModel
{
    public static Command Command(RegistryChanges changes, Func<ParseResult, CommandOptions> options)
    {
        var made = new Argument<string>("stage or run") { Description = "A stage that is done, or the id of a finished run" };
        var name = new Option<string>("--name")
        {
            Description = "The registered model, which is made when it is new",
            HelpName = "name",
            Required = true,
        };
        var alias = new Option<string?>("--alias") { Description = "What the version is called, such as champion", HelpName = "alias" };
        var description = new Option<string?>("--description")
        {
            Description = "What is said of it (default: what the run came to)",
            HelpName = "text",
        };
        var tags = new Option<string[]>("--tag") { Description = "What is known about it (may be repeated)", HelpName = "key=value" };
        var command = new Command("add", "Registers what a stage or a run made as a version of a model")
        {
            made, name, alias, description, tags,
        };
        command.SetAction(result => changes.Make(
            result.GetValue(name)!,
            (store, session) =>
            {
                if (result.GetValue(alias) is { } wanted) RegistryRules.CheckAlias(wanted);
                var artifact = Find(result.GetValue(made)!, session, store, changes);
                var (version, isNew) = store.Registry.Add(Registrations.NewVersion(
                    result.GetValue(name)!, artifact, result.GetValue(description), Tags(result.GetValue(tags) ?? [])));
                if (result.GetValue(alias) is { } called) store.Registry.SetAlias(version.Model, called, version.Number);
                return $"{artifact.Stage} {artifact.Run[..8]} is {version.Title}{(isNew ? "" : ", as before")}"
                    + (result.GetValue(alias) is { } said ? $", called {said}" : "");
            },
            options(result)));
        return command;
    }

    private static ArtifactManifest Find(string name, Session session, SqliteTrackingStore store, RegistryChanges changes)
    {
        var stage = changes.Pipeline.Stages.FirstOrDefault(stage => stage.Name == name);
        var artifact = stage is not null ? OfStage(stage, session) : OfRun(name, session, store, changes.Recorded);
        return RegisteredFolder.HoldsModel(artifact)
            ? artifact
            : throw new PipelineException(
                $"'{name}' made no model that could be registered: stage {artifact.Stage} is of kind {artifact.Kind}");
    }

    private static ArtifactManifest OfStage(Stage stage, Session session) => StageState.Of(stage, session).Artifact
        ?? throw new PipelineException($"stage '{stage.Name}' has made nothing with these settings yet: dotnet run -- {stage.Name}");

    private static ArtifactManifest OfRun(string id, Session session, SqliteTrackingStore store, RecordedRuns recorded)
    {
        if (store.Find(id) is not { } run)
            throw new PipelineException(
                $"there is neither a stage nor a run '{id}'; "
                + $"stages: {string.Join(", ", session.Pipeline.Stages.Select(stage => stage.Name))}; "
                + $"'runs list' shows the runs of {recorded.Location}");
        if (run.Run.Status != RunStatus.Finished || !run.Tags.TryGetValue(RunTags.Artifact, out var fingerprint))
            throw new PipelineException($"run {id} ({RecordedRuns.Status(run.Run)}) has made nothing that could be registered");
        var artifact = session.Store.Find(new Fingerprint(fingerprint))
            ?? throw new PipelineException($"what run {id} made is not in {Workspace.Display(session.Store.Root)} any more");
        // Whoever names a run means that run, also where another made the same once more.
        return artifact with { Run = run.Run.Id, Result = run.Tags.GetValueOrDefault(RunTags.Result) ?? artifact.Result };
    }

    private static Dictionary<string, string> Tags(string[] given)
    {
        var tags = new Dictionary<string, string>();
        foreach (var tag in given)
        {
            var at = tag.IndexOf('=');
            if (at <= 0) throw new UsageException($"--tag {tag}: a tag is a key and a value, such as team=search");
            tags[tag[..at]] = tag[(at + 1)..];
        }
        return tags;
    }
}
