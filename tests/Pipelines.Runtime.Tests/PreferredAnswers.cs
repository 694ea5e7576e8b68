using System.Text.Json;
using Pipelines.Tokenizers;
using Pipelines.Tracking;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Tests;

[Collection(nameof(Tensors))]
public sealed class PreferredAnswers : IDisposable
{
    private const string Right = "It is number", Wrong = "I do not know";

    private readonly Project project = new();

    public PreferredAnswers() => WritePairs();

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Better_answers_come_to_be_preferred_and_the_reference_is_computed_once()
    {
        var outcome = await Run("dpo");
        var metrics = Metrics("dpo");
        metrics["validation/rewards/accuracies"].ShouldBe(1);
        metrics["validation/rewards/margins"].ShouldBeGreaterThan(0.5);
        metrics["validation/loss"].ShouldBeLessThan(Math.Log(2));
        metrics.Keys.ShouldNotContain("validation/perplexity");
        metrics["rewards/accuracies"].ShouldBe(1);
        outcome.Out.ShouldContain("dropped 1 longer than 64 tokens (first ");
        outcome.Out.ShouldContain("pairs.jsonl(81): 'chosen' and 'rejected' are the same");
        outcome.Out.ShouldContain("answers computed");
        outcome.Out.ShouldContain("prefers the better of 100.0% of");

        (await Run("kto")).Out.ShouldContain("prefers the better of");
        Metrics("kto").Keys.ShouldContain("kl");
        (Recorded("dpo").Tags["pipelines.kind"], Recorded("kto").Tags["pipelines.kind"]).ShouldBe(("dpo", "kto"));
        (await Run("simpo")).Out.ShouldNotContain("answers computed");
    }

    [Fact]
    public async Task A_reward_model_scores_better_answers_higher()
    {
        var pipeline = new PreferredPipeline();
        var outcome = await Run("reward", pipeline);
        outcome.Out.ShouldContain("accuracy 1.000");

        var model = Session.Open(pipeline, project.Workspace, []).Artifacts.Open(pipeline.Reward);
        var scores = model.Score([Said(Right + " 3."), Said(Wrong + " 3."), Said(Right + " 30."), Said(Wrong + " 30.")]);
        scores[0].ShouldBeGreaterThan(scores[1]);
        scores[2].ShouldBeGreaterThan(scores[3]);

        ChatMessage[] Said(string answer) => [new(ChatMessage.User, "Which number is it?"), new(ChatMessage.Assistant, answer)];
    }

    [Fact]
    public async Task A_smaller_model_is_taught_by_a_larger_one()
    {
        (await Run("distill")).Out.ShouldContain("nats a token from the teacher");
        Metrics("distill")["validation/kl"].ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Data_without_pairs_is_refused()
    {
        project.Write("pairs.jsonl", string.Concat(Enumerable.Range(0, 40).Select(n =>
            $$"""{"messages": [{"role": "user", "content": "{{n}}?"}, {"role": "assistant", "content": "{{n}}."}]}""" + "\n")));
        var outcome = await project.RunAsync(new PreferredPipeline(), "dpo", "--set", "data.pairs.format=auto");
        outcome.Code.ShouldBe(1);
        (outcome.Out + outcome.Error).ShouldContain("data 'pairs' has no pairs of answers: this stage learns from examples with 'prompt'");
        (outcome.Out + outcome.Error).ShouldNotContain("   at ");
    }

    private void WritePairs()
    {
        var lines = Enumerable.Range(0, 80).Select(n => Pair($"Which number is it, {n}?", $"{Right} {n}.", $"{Wrong} {n}."));
        string[] useless = [Pair("The same?", "Yes.", "Yes."), Pair("Long?", new string('x', 400), "No.")];
        project.Write("pairs.jsonl", string.Join('\n', [.. lines, .. useless]));

        static string Pair(string prompt, string chosen, string rejected) =>
            $"{{\"prompt\": {JsonSerializer.Serialize(prompt)}, \"chosen\": \"{chosen}\", \"rejected\": \"{rejected}\"}}";
    }

    private async Task<Outcome> Run(string stage, PreferredPipeline? pipeline = null)
    {
        var outcome = await project.RunAsync(pipeline ?? new PreferredPipeline(), stage);
        outcome.Code.ShouldBe(0, outcome.Out + outcome.Error);
        return outcome;
    }

    private Dictionary<string, double> Metrics(string stage) =>
        Recorded(stage).Metrics.ToDictionary(metric => metric.Key, metric => metric.Value.Value);

    private RunRecord Recorded(string stage)
    {
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        return store.Find(store.Runs().Single(run => run.Name == stage).Id)!;
    }
}
