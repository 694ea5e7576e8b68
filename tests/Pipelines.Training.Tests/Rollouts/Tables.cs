using System.Text.Json;
using Pipelines.Data;
using Pipelines.Tokenizers;
using Pipelines.Verification;

namespace Pipelines.Training.Tests.Rollouts;

public sealed class Tables : IDisposable
{
    private const int Group = 4;

    private readonly string folder = Directory.CreateTempSubdirectory("samples-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void However_long_the_run_few_rounds_with_few_answers_are_kept_the_first_and_the_last_among_them()
    {
        foreach (var rounds in (int[])[1, 19, 20, 21, 500])
        {
            File.Delete(Path.Combine(folder, SampleTable.JsonLinesFile));
            var table = new SampleTable(folder, rounds, Group);
            for (var round = 0; round < rounds; round++) table.Take(round, Round(10 * Group));
            var kept = table.Rows.Select(row => row.Round).Distinct().ToArray();
            kept.Length.ShouldBeInRange(Math.Min(rounds, 10), 20);
            kept[0].ShouldBe(0);
            kept[^1].ShouldBe(rounds - 1);
            table.Rows.Count.ShouldBe(kept.Length * 16);
        }
    }

    [Fact]
    public void A_line_says_all_about_its_answer()
    {
        new SampleTable(folder, 1, Group).Take(0, Round(Group));
        var lines = File.ReadAllLines(Path.Combine(folder, SampleTable.JsonLinesFile));
        lines.Length.ShouldBe(4);
        using var json = JsonDocument.Parse(lines[1]);
        json.RootElement.GetProperty("prompt").GetString().ShouldBe("What is 1|2?");
        json.RootElement.GetProperty("answer").GetString().ShouldBe("answer 1\n<b>");
        json.RootElement.GetProperty("reward").GetDouble().ShouldBe(1);
        json.RootElement.GetProperty("advantage").GetDouble().ShouldBe(-0.5);
        json.RootElement.GetProperty("ended").GetBoolean().ShouldBeFalse();
        var part = json.RootElement.GetProperty("parts")[0];
        part.GetProperty("name").GetString().ShouldBe("number");
        part.GetProperty("reason").GetString().ShouldBe("1 is not 7");
    }

    [Fact]
    public void In_Markdown_no_text_breaks_out_of_its_cell()
    {
        new SampleTable(folder, 1, Group).Take(0, Round(Group));
        var lines = File.ReadAllLines(Path.Combine(folder, SampleTable.MarkdownFile));

        lines.ShouldContain("**What is 1\\|2?**");
        lines.ShouldContain("| 1.000 | -0.500 | answer 1 ⏎ \\<b> …(no end) | number 1: 1 is not 7 |");
        lines.Count(line => line.StartsWith("| ", StringComparison.Ordinal)).ShouldBe(6);
    }

    [Fact]
    public void A_table_goes_on_where_a_checkpoint_leads_back_to()
    {
        var whole = new SampleTable(folder, 4, Group);
        for (var round = 0; round < 4; round++) whole.Take(round, Round(Group));
        var text = File.ReadAllText(Path.Combine(folder, SampleTable.JsonLinesFile));
        var again = new SampleTable(folder, 4, Group);
        again.Take(2, Round(Group));
        again.Rows.Max(row => row.Round).ShouldBe(2);
        again.Take(3, Round(Group));

        File.ReadAllText(Path.Combine(folder, SampleTable.JsonLinesFile)).ShouldBe(text);
    }

    [Fact]
    public void Long_texts_are_cut()
    {
        new SampleTable(folder, 1, Group).Take(0, Round(Group, answer: new string('x', 100_000)));
        new FileInfo(Path.Combine(folder, SampleTable.JsonLinesFile)).Length.ShouldBeLessThan(10_000);
        new FileInfo(Path.Combine(folder, SampleTable.MarkdownFile)).Length.ShouldBeLessThan(2_000);
    }

    private static Round Round(int answers, string? answer = null)
    {
        var example = new PromptExample("1", [new ChatMessage("user", "What is 1|2?")], new Dictionary<string, string>());
        var rollout = new Rollout(
            [
                .. Enumerable.Range(0, answers).Select(i =>
                    new SampledAnswer(new Prompt(example, [1]), [2, 3], i % 2 == 0, answer ?? $"answer {i}\n<b>")),
            ],
            [.. Enumerable.Range(0, answers).Select(i => new Score(i, [new Verdict(i, $"{i} is not 7")]))],
            ["number"]);
        return new Given(rollout);
    }

    private sealed class Given(Rollout rollout) : Round(rollout)
    {
        public override IReadOnlyList<double> AnswerAdvantages => [.. Rollout.Answers.Select((_, i) => i - 1.5)];

        public override IReadOnlyDictionary<string, double> Measures => new Dictionary<string, double>();
    }
}
