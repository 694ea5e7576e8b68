namespace Pipelines.Packages.Tests;

/// <summary>What <c>dotnet new pipelines-rlvr</c> creates out of the packed packages.</summary>
[Collection(FeedTests.Name)]
public sealed class VerifiedModels(Feed feed)
{
    /// <summary>What makes it small.</summary>
    private static readonly string[] Settings =
    [
        "data.docs={ source: text, files: [texts/*.txt], validation: 20% }", "data.asked.validation=1%", "stages.tokenizer.vocab=320",
        "models.base-lm.dim=48", "models.base-lm.layers=1", "stages.base.tokens=8k", "stages.base.batch=4", "stages.sft.epochs=0.02",
        "stages.grpo.steps=2", "stages.grpo.prompts=4", "stages.grpo.group=4",
        "stages.evaluate.tasks=[verified: { data: asked, rewards: [puzzle], limit: 10, samples: 2, k: [1, 2], sampling: { max_tokens: 8 } }]",
    ];

    [Fact]
    public async Task Learn_from_a_class_that_judges_their_answers()
    {
        var project = feed.Create("pipelines-rlvr", "3 puzzles").WriteTexts().Build();
        var set = Settings.SelectMany(setting => (string[])["--set", setting]).ToArray();

        var run = project.Run(set);

        foreach (var stage in (string[])["tokenizer", "base", "sft", "grpo"]) run.Output.ShouldMatch($"{stage} +done");
        run.Output.ShouldMatch("evaluate +done in .*pass@1 on asked: base .*, sft .*, grpo ");
        File.ReadLines(project["puzzles/worked.jsonl"]).Count(line => line.Contains("\"answer\"")).ShouldBe(16_000);
        File.ReadLines(project["puzzles/asked.jsonl"]).Count(line => !line.Contains("\"answer\"")).ShouldBe(8_000);
        var samples = Directory.GetFiles(project[".pipelines/artifacts"], "samples.md", SearchOption.AllDirectories).ShouldHaveSingleItem();
        File.ReadAllText(samples).ShouldMatch("is no sum or difference of numbers|is not made of|is -?\\d+");

        using var server = await project.ServeAsync(set);
        await server.AskAsync("Make 17 of 3, 5 and 9.", tokens: 5);
        await server.StopAsync();

        project.Write("puzzles/asked.jsonl", "{\"prompt\": \"What of one's own?\"}\n").Run("plan");
        File.ReadAllText(project["puzzles/asked.jsonl"]).ShouldContain("one's own");
    }
}
