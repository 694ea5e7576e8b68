using System.Runtime.InteropServices;
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
    private const string LastRunFile = "run";

    private readonly Lazy<GitState?> git = new(() => GitState.Of(session.Workspace.Project));

    /// <summary>Begins the run of a stage.</summary>
    /// <param name="stage">the stage</param>
    /// <param name="fingerprint">its artifact's name</param>
    /// <param name="work">the stage's work folder, which remembers the run, so that one that goes on from it names it</param>
    public IRun Begin(Stage stage, Fingerprint fingerprint, string work)
    {
        var run = store.Start(new RunStart(session.Spec.Tracking.Experiment, stage.Name, RunParent.Current));
        foreach (var setting in session.Fingerprints.Settings(stage).All) run.LogParam(setting.Key, setting.Value);
        run.LogText(session.Yaml, "pipeline.yaml");
        foreach (var (key, value) in Tags(stage, fingerprint)) run.SetTag(key, value);

        var last = Path.Combine(work, LastRunFile);
        if (File.Exists(last)) run.SetTag(RunTags.Continues, File.ReadAllText(last));
        File.WriteAllText(last, run.Id);
        return run;
    }

    /// <summary>Records what a run made.</summary>
    public void Made(IRun run, ArtifactManifest artifact)
    {
        run.SetTag(RunTags.Result, artifact.Result);
        run.SetTag(RunTags.ArtifactSize, artifact.Size.ToString());
        var folder = session.Store.FolderOf(artifact.Fingerprint);
        run.LogArtifact(Path.Combine(folder, ArtifactManifest.FileName));
        foreach (var report in new[] { Report.MarkdownFile, Report.JsonFile })
            if (File.Exists(Path.Combine(folder, report))) run.LogArtifact(Path.Combine(folder, report));
    }

    /// <summary>Records why a run failed, and ends it.</summary>
    public void Failed(IRun run, Exception error)
    {
        run.SetTag(RunTags.Error, error.Message);
        run.LogText(error.ToString(), "error.txt");
        run.End(RunStatus.Failed);
    }

    private Dictionary<string, string> Tags(Stage stage, Fingerprint fingerprint)
    {
        var tags = new Dictionary<string, string>
        {
            [TagNames.User] = Environment.UserName,
            [TagNames.SourceName] = session.Pipeline.SourcePath,
            [RunTags.Pipeline] = session.Spec.Name,
            [RunTags.Kind] = stage.KindIn(session.Spec),
            [RunTags.Artifact] = fingerprint.Hex,
            [RunTags.Machine] = ThisMachine.Description,
            [RunTags.System] = RuntimeInformation.OSDescription,
            [RunTags.Dotnet] = RuntimeInformation.FrameworkDescription,
            [RunTags.Version] = typeof(RunRecorder).Assembly.GetName().Version!.ToString(3),
            [RunTags.CommandLine] = string.Join(' ', arguments),
        };
        if (stage.UsesTensors && device is not null)
        {
            tags[RunTags.Device] = device;
            tags[RunTags.Libtorch] = Devices.Libtorch;
        }
        if (session.Overrides.Count > 0) tags[RunTags.Overrides] = string.Join('\n', session.Overrides);
        foreach (var input in stage.Inputs)
        {
            tags[$"{RunTags.Input}.{input.Name}"] = session.Fingerprints.Of(input).Hex;
            if (session.Store.Find(session.Fingerprints.Of(input)) is { } artifact) tags[$"{RunTags.InputRun}.{input.Name}"] = artifact.Run;
        }
        if (git.Value is { } commit)
        {
            tags[TagNames.GitCommit] = commit.Commit;
            tags[RunTags.GitDirty] = commit.Dirty ? "true" : "false";
        }
        return tags;
    }
}
