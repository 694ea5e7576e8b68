using Pipelines.Runtime.Machine;
using Pipelines.Runtime.Runs;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary>
/// The runs that others are compared with: one run, or for each stage the newest finished one of the newest commit of a branch or tag that
/// has any, or those of a registered model.
/// </summary>
internal sealed class Baseline
{
    private readonly Dictionary<string, RunRecord> byStage = [];

    private Baseline(string name) => Name = name;

    /// <summary>What it is called: as on the command line, or the version of a registered model that was meant there.</summary>
    public string Name { get; }

    /// <summary>What is to be said of it in a sentence; null for nothing.</summary>
    public string? Remark { get; private init; }

    /// <param name="store">where runs are recorded</param>
    /// <param name="name">a run's id or the beginning of it, a branch, tag or commit, or <c>models:/assistant@champion</c></param>
    /// <param name="session">the pipeline, in its repository</param>
    /// <exception cref="PipelineException">it is none of them</exception>
    /// <exception cref="TrackingException">there is no such registered model</exception>
    public static Baseline Find(SqliteTrackingStore store, string name, Session session)
    {
        if (ModelUri.Is(name)) return OfModel(store, ModelUri.Parse(name), session);
        var folder = session.Workspace.Project;
        var baseline = new Baseline(name);
        if (GitState.Commits(folder, name) is { } commits)
        {
            var age = commits.Select((commit, i) => (commit, i)).ToDictionary(pair => pair.commit, pair => pair.i);
            var newest = store.Summaries(int.MaxValue)
                .Where(run => run.Run.Status == RunStatus.Finished && !run.Tags.ContainsKey(RunTags.Repeats))
                .Where(run => run.Tags.TryGetValue(TagNames.GitCommit, out var commit) && age.ContainsKey(commit))
                .OrderBy(run => age[run.Tags[TagNames.GitCommit]])
                .DistinctBy(run => run.Run.Name);
            foreach (var run in newest) baseline.byStage[run.Run.Name] = store.Find(run.Run.Id)!;
        }
        else if (store.Find(name) is { } run) baseline.byStage[run.Run.Name] = run;
        else
            throw new PipelineException(
                $"the baseline '{name}' is no branch, tag or commit here, and no run in {Workspace.Display(store.Location)}");
        return baseline;
    }

    /// <summary>The run that a stage's run is compared with; null where there is none.</summary>
    public RunRecord? Of(string stage) => byStage.GetValueOrDefault(stage);

    private static Baseline OfModel(SqliteTrackingStore store, ModelUri uri, Session session)
    {
        if (store.Registry.Find(uri) is not { } version)
        {
            // The first that is ever made has nothing before it; a number that is not there, or a name that nobody knows, is a mistake.
            var isExpected = uri.Number is null
                && (store.Registry.Find(uri.Model) is not null || session.Spec.Registry.Any(one => one.Name == uri.Model));
            if (!isExpected) store.Registry.Resolve(uri);
            return new Baseline(uri.ToString()) { Remark = $"There is no {uri} yet to compare with." };
        }
        var called = version.Aliases.Count > 0 ? $" ({string.Join(", ", version.Aliases)})" : "";
        var baseline = new Baseline(version.Title)
        {
            Remark = $"Compared with {version.Title}{called}: stage {version.Stage}, run {version.Run[..8]}, "
                + $"registered {RegistryCommand.Registered(version.Created)}.",
        };
        foreach (var run in Lineage.Of(store.Summaries(int.MaxValue), version.Run, version.Artifact))
            baseline.byStage[run.Run.Name] = store.Find(run.Run.Id)!;
        return baseline;
    }
}
