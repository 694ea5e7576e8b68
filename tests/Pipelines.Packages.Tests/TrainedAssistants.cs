namespace Pipelines.Packages.Tests;

/// <summary>A model from <c>dotnet new</c> to its answer, with nothing but the packages.</summary>
[Collection(FeedTests.Name)]
public sealed class TrainedAssistants(TrainedAssistant assistant) : IClassFixture<TrainedAssistant>
{
    [Fact]
    public void Say_what_their_stages_came_to()
    {
        assistant.Training.Output.ShouldMatch(@"tokenizer +done in .*320 tokens");
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
        var tool = Path.Combine(tools, "pipelines");
        Command Run(params string[] arguments) => Command.Run(assistant.Feed.Root, tool, arguments).ShouldSucceed();

        Run("--help").Output.ShouldContain("setup");
        Run("show", assistant.Checkpoint).Output.ShouldContain("model.layers.1");
        // Tensors: the shim is the one that the tool's own scripts find on this machine.
        Run("generate", assistant.Checkpoint, "--prompt", "What does String.Trim do?", "--max-tokens", "5").Output.ShouldContain("5 tokens");
        Run("quantize", assistant.Checkpoint, "--type", "q8_0", "--out", "small.gguf");
        Run("gguf", "show", "small.gguf").Output.ShouldContain("general.architecture");
        Command.Run(assistant.Feed.Root, tool, "show", "/nowhere").Exit.ShouldBe(1);
        Run("setup").Output.ShouldContain("setup: nothing more to install");
    }
}
