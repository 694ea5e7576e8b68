using Pipelines.Runtime.Machine;
using Pipelines.Runtime.Runs;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Commands;

/// <summary>
/// The runs that others are compared with: one run, or for each stage the newest finished one of the newest commit of a branch or tag that
/// has any.
/// </summary>
internal sealed class Baseline
{
    private readonly Dictionary<string, RunRecord> byStage = [];

    private Baseline(string name) => Name = name;

    /// <summary>What it was called on the command line.</summary>
    public string Name { get; }

    /// <param name="store">where runs are recorded</param>
    /// <param name="name">a run's id or the beginning of it, or a branch, tag or commit</param>
    /// <param name="folder">in the repository</param>
    /// <exception cref="PipelineException">it is neither</exception>
    public static Baseline Find(SqliteTrackingStore store, string name, string folder)
    {
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
}
