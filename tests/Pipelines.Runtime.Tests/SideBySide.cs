using System.Text.Json;
using Pipelines.Runtime.Stages.Evaluations;
using Pipelines.Spec;
using Pipelines.Training;

namespace Pipelines.Runtime.Tests;

/// <summary>The report of an evaluation of two checkpoints and a baseline.</summary>
public sealed class SideBySide : IDisposable
{
    private static readonly SamplingSpec Sampling =
        new(MaxTokens: 8, Temperature: 1, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: default, Seed: null);

    private readonly string folder = Directory.CreateTempSubdirectory("side-by-side-").FullName;

    private readonly EvaluationTable found = new(
        Checkpoints: 2,
        new DocumentSummary("docs", 12, 3456),
        [new AnswersTaskSpec("chats", 0), new VerifiedTaskSpec("sums", 0, new([]), 4, new([1]), Sampling)],
        [
            Column("sft", nats: 300, perplexity: 3.5, passed: 2, "says 1, not 2"),
            Column("grpo", nats: 310, perplexity: 3.25, passed: 30, "has | no number"),
            new EvaluationColumn("trigram", new EvaluationRow("trigram", 2.5, null), []),
        ]);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_table_has_a_column_for_each_predictor_and_the_best_checkpoint_in_bold()
    {
        EvaluationReport.Write(folder, "evaluate", found);
        var lines = File.ReadAllLines(Path.Combine(folder, "report.md"));

        lines[0].ShouldBe("# What sft, grpo can do");
        lines.ShouldContain("| | sft | grpo | trigram |");
        lines.ShouldContain("| bits per byte of docs | **4.328** | 4.472 | 2.500 |");
        lines.ShouldContain("| loss on docs | **3.000** | 3.100 |  |");
        lines.ShouldContain("| perplexity of answers on chats | 3.500 | **3.250** |  |");
        lines.ShouldContain("| pass@1 on sums | 0.050 (0.01–0.17, 40) | **0.750** (0.60–0.86, 40) |  |");
        lines.ShouldContain("| has \\| no number | 7 |");
        lines.ShouldContain("> **→** five");
    }

    [Fact]
    public void The_json_says_the_same_to_programs()
    {
        EvaluationReport.Write(folder, "evaluate", found);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "report.json")));

        var predictors = json.RootElement.GetProperty("predictors").EnumerateArray().ToArray();
        predictors.Select(row => row.GetProperty("name").GetString()).ShouldBe(["sft", "grpo", "trigram"]);
        var task = predictors[1].GetProperty("tasks")[1];
        task.GetProperty("kind").GetString().ShouldBe("verified");
        var measure = task.GetProperty("measures")[0];
        measure.GetProperty("value").GetDouble().ShouldBe(0.75);
        measure.GetProperty("low").GetDouble().ShouldBeLessThan(0.75);
        task.GetProperty("failures").GetProperty("has | no number").GetInt32().ShouldBe(7);
        task.GetProperty("samples")[0].GetProperty("answer").GetString().ShouldBe("five");
    }

    [Fact]
    public void The_result_in_a_line_names_the_checkpoints() => found.Headline.ShouldBe(
        "sft 4.328 bits per byte · grpo 4.472 · trigram 2.500 · perplexity of answers on chats: sft 3.500, grpo 3.250 "
        + "· pass@1 on sums: sft 0.050, grpo 0.750");

    private static EvaluationColumn Column(string name, double nats, double perplexity, int passed, string reason) => new(
        name,
        new EvaluationRow(name, nats / Math.Log(2) / 100, new Evaluation(nats, 100, 100)),
        [
            new TaskFindings([new Measure("perplexity of answers", perplexity, 50, HigherIsBetter: false)]),
            new TaskFindings([Measure.Rate("pass@1", [.. Enumerable.Range(0, 40).Select(i => i < passed ? 1.0 : 0)])])
            {
                Failures = new Dictionary<string, int> { [reason] = 7 },
                Samples = [new TaskSample("2 + 3", "five", "reward 0")],
            },
        ]);
}
