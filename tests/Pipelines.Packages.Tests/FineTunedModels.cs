namespace Pipelines.Packages.Tests;

/// <summary>What <c>dotnet new pipelines-finetune</c> creates out of the packed packages, with its own base and with others' in its place.</summary>
[Collection(FeedTests.Name)]
public sealed class FineTunedModels(Feed feed)
{
    /// <summary>What makes learning small, whatever the base is.</summary>
    private static readonly string[] Learning =
    [
        "data.docs={ source: text, files: [texts/*.txt], validation: 20% }", "data.examples.validation=20%",
        "stages.sft.epochs=1", "stages.sft.packing=false", "stages.quantized.types=q8_0", "stages.quantized.calibration.tokens=1k",
    ];

    /// <summary>What makes the base small.</summary>
    private static readonly string[] Base =
    [
        "stages.tokenizer.vocab=320", "models.base-lm.dim=96", "models.base-lm.layers=2", "stages.base.tokens=8k", "stages.base.batch=4",
    ];

    [Fact]
    public async Task Learn_from_examples_of_ones_own_on_any_base()
    {
        var project = feed.Create(
            "pipelines-finetune", "my-2nd.Model", "--adapter", "qlora", "--data", "my \"own\" chats/*.jsonl").WriteTexts();
        for (var i = 0; i < 40; i++)
        {
            project.Write(
                $"my \"own\" chats/{i}.jsonl",
                $$"""{"messages": [{"role": "user", "content": "What is {{i}} squared?"}, {"role": "assistant", "content": "{{i * i}}"}]}""");
        }
        var set = Set([.. Base, .. Learning]);
        var run = project.Build().Run(set);
        foreach (var stage in (string[])["tokenizer", "base", "sft", "merged", "evaluate", "quantized", "export"])
            run.Output.ShouldMatch($"{stage} +done");
        using (var server = await project.ServeAsync(set))
        {
            await server.AskAsync("What is 3 squared?", tokens: 5);
            await server.StopAsync();
        }

        Directory.Move(project["exported"], project["given one"]);
        Tool(project, "restore");
        Tool(project, "run", "pipelines", "quantize", "given one", "--type", "q8_0", "--out", "given.gguf");
        foreach (var given in (string[])["given one", "given.gguf"])
        {
            Tool(project, "run", "pipelines", "import", given, "--into", "finetune.pipeline.yaml", "--context", "128").Output
                .ShouldContain("the stage 'base' brings in its weights");
            var again = project.Build().Run(Set(Learning));
            again.Output.ShouldMatch($"base +done in .* weights of {given}");
            again.Output.ShouldMatch("evaluate +done");
            again.Output.ShouldNotContain("tokenizer");
        }
    }

    [Fact]
    public void Learn_from_preferences_of_ones_own_with_all_their_weights()
    {
        var project = feed.Create(
            "pipelines-finetune", "class", "--adapter", "none", "--preferences", "pairs.jsonl").WriteTexts();
        project.Write("pairs.jsonl", string.Concat(Enumerable.Range(0, 40).Select(i =>
            $$"""{"prompt": "What is {{i}} squared?", "chosen": "{{i * i}}", "rejected": "{{i * i + 1}}"}""" + "\n")));
        var run = project.Build().Run(
            ["dpo", .. Set([.. Base, .. Learning, "data.examples.examples=80", "data.preferences.validation=20%"])]);
        run.Output.ShouldMatch("dpo +done");
    }

    private static string[] Set(string[] settings) => [.. settings.SelectMany(setting => (string[])["--set", setting])];

    /// <summary>Where restored tools lie is remembered beside the feed, and not for this machine: another feed has its own.</summary>
    private Command Tool(CreatedProject project, params string[] arguments)
    {
        var start = Command.Start(project.Folder, "dotnet", ["tool", .. arguments]);
        start.Environment["DOTNET_CLI_HOME"] = feed.Root;
        return Command.Run(start).ShouldSucceed();
    }
}
