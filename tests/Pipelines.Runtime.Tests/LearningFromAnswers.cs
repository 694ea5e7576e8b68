using Pipelines.Tracking.Sqlite;
using Pipelines.Training;

namespace Pipelines.Runtime.Tests;

[Collection(nameof(Tensors))]
public sealed class LearningFromAnswers : IDisposable
{
    private readonly Project project = new();

    public LearningFromAnswers() => project.WritePairs();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task A_ppo_stage_asks_verifiers_and_a_reward_model()
    {
        var outcome = await project.RunAsync(new AnswersPipeline(), "ppo");
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldMatch(@"reward -?\d+\.\d+ → -?\d+\.\d+ on \d+ held-out prompts");

        var metrics = Metrics("ppo");
        string[] told =
        [
            "objective/kl", "objective/entropy", "objective/non_score_reward", "objective/rlhf_reward", "objective/scores",
            "policy/approxkl_avg", "policy/clipfrac_avg", "loss/policy_avg", "loss/value_avg", "val/clipfrac_avg", "val/ratio",
            "val/explained_variance", "val/returns", "val/num_eos_tokens", "rewards/number/mean", "rewards/reward/mean",
            "validation/reward", "validation/rewards/number/mean",
        ];
        foreach (var name in told) metrics.Keys.ShouldContain(name);
        metrics["objective/kl_coef"].ShouldNotBe(0.05, "it adapts");
        Samples("ppo").Select(row => row.Round).Distinct().ShouldBe([0, 1, 2, 3]);
        Samples("ppo").ShouldAllBe(row => row.Prompt.StartsWith("What is") && row.Parts.Count == 2);
    }

    [Fact]
    public async Task A_grpo_stage_asks_a_verifier_of_the_projects_own()
    {
        var outcome = await project.RunAsync(new AnswersPipeline(), "grpo");
        outcome.Code.ShouldBe(0, outcome.Error);

        var metrics = Metrics("grpo");
        string[] told =
        [
            "reward", "reward_std", "frac_reward_zero_std", "kl", "entropy", "clip_ratio/low_mean", "clip_ratio/high_mean",
            "completions/mean_length", "completions/clipped_ratio", "rewards/digits/mean", "rewards/number/mean", "validation/reward",
        ];
        foreach (var name in told) metrics.Keys.ShouldContain(name);
        metrics["reward"].ShouldBe(metrics["rewards/digits/mean"] + metrics["rewards/number/mean"], 1e-9);
        Samples("grpo").Count(row => row.Round == 2).ShouldBe(16);
    }

    [Fact]
    public async Task An_adapter_learns_beside_the_model_that_it_is_held_against()
    {
        var outcome = await project.RunAsync(new AnswersPipeline(), "beside");
        outcome.Code.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldContain("numbers are trained");
        Metrics("beside")["kl"].ShouldBeGreaterThan(0, "the adapter has left the model without it");
    }

    private Dictionary<string, double> Metrics(string stage)
    {
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        return store.Find(Run(store, stage))!.Metrics.ToDictionary(metric => metric.Key, metric => metric.Value.Value);
    }

    /// <summary>The table of samples in the artifact, which is in the tracked run, too.</summary>
    private IReadOnlyList<SampledRow> Samples(string stage)
    {
        var lines = Directory.GetFiles(project.Folder, SampleTable.JsonLinesFile, SearchOption.AllDirectories)
            .Where(file => File.Exists(Path.Combine(Path.GetDirectoryName(file)!, SampleTable.MarkdownFile)))
            .Select(File.ReadAllText).ToArray();
        lines.Length.ShouldBe(2, $"{stage}: beside the checkpoint, and in the run");
        lines[0].ShouldBe(lines[1]);
        var folder = Directory.CreateDirectory(Path.Combine(project.Folder, "read")).FullName;
        File.WriteAllText(Path.Combine(folder, SampleTable.JsonLinesFile), lines[0]);
        var rows = new SampleTable(folder, rounds: 1, group: 1).Rows;
        Directory.Delete(folder, recursive: true);
        return rows;
    }

    private static string Run(SqliteTrackingStore store, string stage) => store.Runs().Single(run => run.Name == stage).Id;
}
