using System.Text.Json;
using Pipelines.Runtime.Artifacts;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Runtime.Tests;

/// <summary>An evaluate stage with every task, on a tuned checkpoint and on an adapter beside it.</summary>
[Collection(nameof(Tensors))]
public sealed class EvaluatedCheckpoints : IDisposable
{
    private readonly Project project = new();

    public EvaluatedCheckpoints()
    {
        project.WritePairs();
        project.Write("questions.jsonl", string.Concat(Enumerable.Range(1, 20).Select(i =>
            $$"""{"prompt": "What is {{i}} + 2?", "choices": ["{{i}}", "{{i + 2}}", "many"], "answer": "B"}""" + "\n")));
    }

    public void Dispose() => project.Dispose();

    [Fact]
    public async Task Each_is_asked_the_same_and_the_report_sets_them_side_by_side()
    {
        var outcome = await project.RunAsync(new AnswersPipeline(), "table");
        outcome.Code.ShouldBe(0, outcome.Out + outcome.Error);

        using var report = JsonDocument.Parse(File.ReadAllText(Written(Report.JsonFile)));
        var predictors = report.RootElement.GetProperty("predictors").EnumerateArray().ToArray();
        predictors.Select(row => row.GetProperty("name").GetString()).Take(2).ShouldBe(["sft", "beside"]);
        foreach (var tasks in predictors.Take(2).Select(row => row.GetProperty("tasks").EnumerateArray().ToArray()))
        {
            tasks.Select(task => task.GetProperty("kind").GetString()).ShouldBe(["answers", "choice", "choice", "verified", "win_rate"]);
            Value(tasks[0], "perplexity of answers").ShouldBe(Math.Exp(Value(tasks[0], "loss of answers")), 1e-3);
            foreach (var choice in tasks[1..3])
            {
                Value(choice, "accuracy").ShouldBeInRange(0, 1);
                Count(choice, "accuracy").ShouldBe(Count(choice, "normalized accuracy"));
                Count(choice, "accuracy").ShouldBeInRange(1, 19);
            }
            tasks[2].GetProperty("measures")[0].GetProperty("name").GetString().ShouldBe("normalized accuracy");
            Value(tasks[3], "pass@2").ShouldBeGreaterThanOrEqualTo(Value(tasks[3], "pass@1"));
            Value(tasks[3], "pass@1").ShouldBe(Value(tasks[3], "mean reward"), 1e-9);
            Value(tasks[4], "win rate").ShouldBeInRange(0, 1);
        }
        Value(predictors[0].GetProperty("tasks")[4], "win rate").ShouldBe(0.5, "the same answers as its own");
        Value(predictors[0].GetProperty("tasks")[0], "loss of answers")
            .ShouldNotBe(Value(predictors[1].GetProperty("tasks")[0], "loss of answers"), "the adapter has learned");

        File.ReadAllText(Written(Report.MarkdownFile)).ShouldContain("win rate on sums");
        using var store = new SqliteTrackingStore(project.Workspace.Runs);
        var metrics = store.Find(store.Runs().Single(run => run.Name == "table").Id)!.Metrics;
        metrics["beside/questions/normalized_accuracy"].Value.ShouldBe(
            Value(predictors[1].GetProperty("tasks")[2], "normalized accuracy"), 1e-9);
    }

    private static double Value(JsonElement task, string name) => Measure(task, name).GetProperty("value").GetDouble();

    private static long Count(JsonElement task, string name) => Measure(task, name).GetProperty("count").GetInt64();

    private static JsonElement Measure(JsonElement task, string name) =>
        task.GetProperty("measures").EnumerateArray().Single(measure => measure.GetProperty("name").GetString() == name);

    /// <summary>A file of the stage's artifact, the only report there is.</summary>
    private string Written(string file) => Directory.GetFiles(project.Workspace.Artifacts, file, SearchOption.AllDirectories).Single();
}
