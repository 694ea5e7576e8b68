namespace Pipelines.Packages.Tests;

/// <summary>A model from <c>dotnet new</c> to its answer, with nothing but the packages.</summary>
[Collection(FeedTests.Name)]
public sealed class TrainedAssistants(TrainedAssistant assistant) : IClassFixture<TrainedAssistant>
{
    [Fact]
    public void Say_what_their_stages_came_to()
    {
        assistant.Training.Output.ShouldMatch(@"tokenizer +done in .*290 tokens");
        assistant.Training.Output.ShouldMatch("pretrain +done in .*bits per byte");
        assistant.Training.Output.ShouldMatch("sft +done in .*loss");
    }

    [Fact]
    public async Task Answer_behind_the_API_and_stop_when_told()
    {
        using var server = await assistant.Project.ServeAsync(assistant.Set);
        await server.AskAsync("What does String.Trim do?", tokens: 5);
        await server.StopAsync();
    }

    [Fact]
    public void Are_shown_run_and_quantized_by_the_tool()
    {
        var tools = Path.Combine(assistant.Feed.Root, "tools");
        Command.Run(assistant.Feed.Root, "dotnet", "tool", "install", "Pipelines.Cli", "--tool-path", tools).ShouldSucceed();
        var cache = Path.Combine(assistant.Feed.Root, "cache");
        Command Try(params string[] arguments)
        {
            var start = Command.Start(assistant.Feed.Root, Path.Combine(tools, "pipelines"), arguments);
            start.Environment["PIPELINES_CACHE"] = cache;
            return Command.Run(start);
        }

        Command Run(params string[] arguments) => Try(arguments).ShouldSucceed();

        Run("--help").Output.ShouldContain("setup");
        Run("show", assistant.Checkpoint).Output.ShouldContain("assistant-lm");
        // Tensors: the shim is the one that came along and fits, so that nothing is compiled.
        Run("generate", assistant.Checkpoint, "--prompt", "What is it?", "--max-tokens", "5").Output.ShouldMatch(@"\d tokens");
        Run("quantize", assistant.Checkpoint, "--type", "q8_0", "--out", "small.gguf");
        Run("gguf", "show", "small.gguf").Output.ShouldContain("general.architecture");
        Directory.Exists(cache).ShouldBeFalse();
        Try("show", "/nowhere").Exit.ShouldBe(1);
        Run("setup").Output.ShouldContain("setup: nothing more to install");
    }
}
