namespace Pipelines.Cli.Tests;

public sealed class Conversations : IDisposable
{
    private const string Small = "{ family: llama, vocab: 320, dim: 32, layers: 2, heads: 4, kv_heads: 2, tied: false, context: 128 }";

    private readonly ToolRun tool = new();

    public void Dispose() => tool.Dispose();

    [Fact]
    public async Task Are_answered_as_generate_answers()
    {
        var folder = tool.WriteChatFolder("given", Small);
        var expected = await ToolRun.RunAsync("generate", folder, "--prompt", "Gets", "--greedy", "--max-tokens", "6");
        var outcome = await ToolRun.TypeAsync("Gets\n/retry\n/reset\n\nGets\n", "chat", folder, "--temperature", "0", "--max-tokens", "6");
        outcome.Error.ShouldBe("");
        outcome.Code.ShouldBe(0);
        outcome.Out.ShouldBe(expected.Out + expected.Out + expected.Out);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("/reset\n", false)]
    [InlineData("/undo\n", false)]
    public async Task Go_on_from_what_was_said_until_the_context_is_full(string between, bool isFull)
    {
        var folder = tool.WriteChatFolder("given", Small);
        var typed = string.Concat(Enumerable.Repeat("Gets\n" + between, 12));
        var outcome = await ToolRun.TypeAsync(typed, "chat", folder, "--temperature", "0", "--max-tokens", "4");
        outcome.Code.ShouldBe(0);
        outcome.Error.Contains("tokens and the context 128: nothing can follow it").ShouldBe(isFull, outcome.Error);
        var first = await ToolRun.TypeAsync("Gets\n", "chat", folder, "--temperature", "0", "--max-tokens", "4");
        if (!isFull) outcome.Out.ShouldBe(string.Concat(Enumerable.Repeat(first.Out, 12)));
    }

    [Fact]
    public async Task Have_a_system_prompt_of_the_command_line_or_of_a_command()
    {
        var folder = tool.WriteChatFolder("given", Small);
        var expected = await ToolRun.RunAsync("generate", folder, "--prompt", "Gets", "--system", "the number", "--greedy", "--max-tokens", "6");
        string[] greedy = ["--temperature", "0", "--max-tokens", "6"];
        (await ToolRun.TypeAsync("Gets", ["chat", folder, "--system", "the number", .. greedy])).Out.ShouldBe(expected.Out);
        (await ToolRun.TypeAsync("/system the number\nGe\\\nts\n/system the number\n/reset\nGets", ["chat", folder, .. greedy])).Out
            .ShouldEndWith(expected.Out);
    }

    [Fact]
    public async Task Say_what_they_do_not_understand_and_go_on()
    {
        var folder = tool.WriteChatFolder("given", Small);
        var typed = "/dance\n/set temperature=hot\n/set max_tokens = 2\n" + new string('x', 400) + "\nGets\n/exit\nnever";
        var outcome = await ToolRun.TypeAsync(typed, "chat", folder, "--temperature", "0");
        outcome.Code.ShouldBe(0);
        outcome.Error.ShouldContain("error: there is no command /dance; /help shows what there is\n");
        outcome.Error.ShouldContain("error: temperature is 'hot'; expected a number");
        outcome.Error.ShouldContain("tokens and the context 128: nothing can follow it; /reset begins anew");
        var expected = await ToolRun.RunAsync("generate", folder, "--prompt", "Gets", "--greedy", "--max-tokens", "2");
        outcome.Out.ShouldBe(expected.Out);
    }

    [Fact]
    public async Task Are_held_with_GGUF_files_too()
    {
        var folder = tool.WriteChatFolder("given", Small);
        (await ToolRun.RunAsync("quantize", folder, "--type", "f32", "--out", tool["small.gguf"])).Code.ShouldBe(0);
        string[] greedy = ["--temperature", "0", "--max-tokens", "6"];
        (await ToolRun.TypeAsync("Gets", ["chat", tool["small.gguf"], .. greedy])).Out
            .ShouldBe((await ToolRun.TypeAsync("Gets", ["chat", folder, .. greedy])).Out);
    }

    [Fact]
    public async Task Need_a_chat_template()
    {
        var folder = tool.WriteFolder("given", Small);
        var outcome = await ToolRun.TypeAsync("Gets", "chat", folder);
        (outcome.Code, outcome.Error).ShouldBe(
            (2, $"error: {folder} has no chat template, and nobody can talk to it; pipelines generate continues its texts\n"));
    }
}
