using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Machine;
using Pipelines.Runtime.Sweeping;
using Pipelines.Tracking;

namespace Pipelines.Runtime.Runs;

/// <summary>Records each run of a stage with all that is needed to understand and repeat it.</summary>
/// <param name="session">the pipeline</param>
/// <param name="store">where runs are recorded</param>
/// <param name="arguments">of the program</param>
/// <param name="device">where tensors live, or null when no stage needs any</param>
internal sealed class RunRecorder(Session session, ITrackingStore store, IReadOnlyList<string> arguments, string? device)
{
    /// <summary>The run's file that is the pipeline's file as it ran, settings of the command line included.</summary>
    public const string PipelineFile = "pipeline.yaml";

    private const string LastRunFile = "run";

    /// <summary>Bytes of the largest picture, table or report that is copied to the run.</summary>
    private const long LargestCopy = 4 << 20;

    private readonly Lazy<GitState?> git = new(() => GitState.Of(session.Workspace.Project));

    /// <summary>Begins the run of a stage.</summary>
    /// <param name="stage">the stage</param>
    /// <param name="fingerprint">its artifact's name</param>
    /// <param name="work">the stage's work folder, which remembers the run, so that one that goes on from it names it</param>
    /// <param name="repeats">the run that it repeats, or null</param>
    public IRun Begin(Stage stage, Fingerprint fingerprint, string work, string? repeats = null)
    {
        var last = Path.Combine(work, LastRunFile);
        var continues = File.Exists(last) ? File.ReadAllText(last) : null;
        var run = store.Start(new RunStart(session.Spec.Tracking.Experiment, stage.Name, RunParent.Current, continues));
        foreach (var setting in session.Fingerprints.Settings(stage).All) run.LogParam(setting.Key, setting.Value);
        run.LogText(session.Yaml, PipelineFile);
        foreach (var (key, value) in Tags(stage, fingerprint)) run.SetTag(key, value);
        if (repeats is not null) run.SetTag(RunTags.Repeats, repeats);
        File.WriteAllText(last, run.Id);
        run.Flush(); // so that a run that is killed at once can still be understood
        return run;
    }

    /// <summary>
    /// Records what a run made: its description, and copies of the reports, pictures and tables that people look at, so that they outlive
    /// the artifact; larger ones are in the artifact alone.
    /// </summary>
    /// <param name="run">the run</param>
    /// <param name="artifact">what it made</param>
    /// <param name="folder">where that lies</param>
    public void Made(IRun run, ArtifactManifest artifact, string folder)
    {
        run.SetTag(RunTags.Result, artifact.Result);
        run.SetTag(RunTags.ArtifactSize, artifact.Size.ToString());
        run.LogArtifact(Path.Combine(folder, ArtifactManifest.FileName));
        foreach (var file in artifact.Files.Where(IsForPeople)) run.LogArtifact(Path.Combine(folder, file.Name), file.Name);
    }

    /// <summary>Records why a run failed, and ends it.</summary>
    public void Failed(IRun run, Exception error)
    {
        run.SetTag(RunTags.Error, error.Message);
        run.LogText(error.ToString(), "error.txt");
        run.End(RunStatus.Failed);
    }

    private static bool IsForPeople(ManifestFile file) => file.Size <= LargestCopy
        && (file.Name is Report.MarkdownFile or Report.JsonFile
            || Path.GetExtension(file.Name) is ".svg" or ".png" or ".csv" or ".tsv" or ".jsonl");

    private Dictionary<string, string> Tags(Stage stage, Fingerprint fingerprint)
    {
        var tags = new Dictionary<string, string>
        {
            [TagNames.User] = Environment.UserName,
            [TagNames.SourceName] = session.Pipeline.SourcePath,
            [RunTags.Pipeline] = session.Spec.Name,
            [RunTags.Kind] = stage.KindIn(session.Spec),
            [RunTags.Artifact] = fingerprint.Hex,
            [RunTags.CommandLine] = string.Join(' ', arguments),
        };
        foreach (var (key, value) in RunSurroundings.Tags(git.Value, stage.UsesTensors ? device : null)) tags[key] = value;
        if (session.Overrides.Count > 0) tags[RunTags.Overrides] = string.Join('\n', session.Overrides);
        foreach (var input in stage.Inputs)
        {
            tags[$"{RunTags.Input}.{input.Name}"] = session.Fingerprints.Of(input).Hex;
            if (session.Store.Find(session.Fingerprints.Of(input)) is { } artifact) tags[$"{RunTags.InputRun}.{input.Name}"] = artifact.Run;
        }
        foreach (var source in session.Fingerprints.Sources(stage)) tags[$"{RunTags.Data}.{source}"] = session.Data.Content(source);
        var files = session.Fingerprints.Files(stage).Select(file => $"{file.Hash} {file.Path}").ToArray();
        if (files.Length > 0) tags[RunTags.Files] = string.Join('\n', files);
        foreach (var (name, value) in session.Variables) tags[$"{RunTags.Variable}.{name}"] = value;
        return tags;
    }
}
