namespace Pipelines.Cli.Tests;

public sealed class DataPreviews : IDisposable
{
    private const string Chat = """{"messages":[{"role":"user","content":"2+2?"},{"role":"assistant","content":"4."}]}""";

    private readonly ToolRun tool = new();

    public void Dispose() => tool.Dispose();

    [Fact]
    public async Task Rows_are_shown_with_what_is_learned_marked_and_an_account_of_all()
    {
        var file = Write($"{Chat}\n{{\"messages\":[]}}\n");
        var outcome = await ToolRun.RunAsync("data", "preview", file);
        outcome.Code.ShouldBe(0);
        outcome.Error.ShouldBe("note: without --tokenizer a token is a byte\n");
        outcome.Out.ShouldBe($"""
            ── rows.jsonl(1) · 27 tokens, 3 learned
            <|im_start|>user
            2+2?<|im_end|>
            <|im_start|>assistant
            ⟦4.<|im_end|>⟧

            1 kept, 1 row rejected
              {file}(2): 'messages' is an empty list
            tokens: 27 to 27, 27.0 on average, 11 % learned

            """);
    }

    [Fact]
    public async Task Count_template_mask_and_length_are_options()
    {
        var file = Write(string.Concat(Enumerable.Range(0, 5).Select(i => Chat.Replace("2+2", $"{i}+{i}", StringComparison.Ordinal) + "\n")));
        var two = (await ToolRun.RunAsync("data", "preview", file, "--count", "2", "--template", "zephyr")).Out;
        two.Split("── rows").Length.ShouldBe(3);
        two.ShouldContain("<|user|>");
        (await ToolRun.RunAsync("data", "preview", file, "--mask", "all", "--count", "1")).Out.ShouldContain("⟦<|im_start|>user\n0+0?");
        (await ToolRun.RunAsync("data", "preview", file, "--max-tokens", "26")).Out.ShouldContain("5 kept, 5 truncated");
        (await ToolRun.RunAsync("data", "preview", file, "--max-tokens", "30")).Out.ShouldContain("packed: 5 rows of 30, 87 % full");
    }

    [Fact]
    public async Task A_folders_tokenizer_spells_the_tokens()
    {
        var folder = tool.WriteFolder("given", "{ family: llama, vocab: 320, dim: 32, layers: 1, heads: 4, kv_heads: 2, context: 64 }");
        var file = Write("""{"prompt":"Gets or sets","completion":" the number"}""");
        var outcome = await ToolRun.RunAsync("data", "preview", file, "--tokenizer", folder, "--template", "alpaca");
        outcome.Error.ShouldBeEmpty();
        outcome.Out.ShouldContain("Gets or sets⟦ the number");
        outcome.Out.ShouldContain("1 kept\n");
    }

    [Fact]
    public async Task Both_answers_of_a_pair_are_shown()
    {
        var outcome = await ToolRun.RunAsync("data", "preview", Write("""{"prompt":"Q","chosen":"good","rejected":"bad"}"""));
        outcome.Out.ShouldContain("rows.jsonl(1), chosen");
        outcome.Out.ShouldContain("⟦bad<|im_end|>⟧");
    }

    [Fact]
    public async Task Prompts_alone_are_shown_as_they_are() =>
        (await ToolRun.RunAsync("data", "preview", Write("""{"prompt":"Why?"}"""))).Out
            .ShouldBe("── rows.jsonl(1)\nuser: Why?\n\n1 prompts without answers\n");

    [Theory]
    [InlineData(1, "there is no chat template 'chatlm'; did you mean 'chatml'?", "--template", "chatlm")]
    [InlineData(1, "none.jinja cannot be read", "--template", "none.jinja")]
    [InlineData(1, "none of the 1 rows", "--format", "preference")]
    [InlineData(1, "nothing to learn", "--max-tokens", "5")]
    [InlineData(2, "--max-tokens: 1", "--max-tokens", "1")]
    [InlineData(2, "--count", "--count", "-1")]
    [InlineData(2, "'csv'", "--format", "csv")]
    public async Task What_cannot_be_is_one_message(int code, string message, params string[] options)
    {
        var outcome = await ToolRun.RunAsync(["data", "preview", Write(Chat), .. options]);
        outcome.Code.ShouldBe(code);
        outcome.Error.ShouldContain(message);
        outcome.Error.ShouldNotContain("   at ");
    }

    private string Write(string rows)
    {
        File.WriteAllText(tool["rows.jsonl"], rows);
        return tool["rows.jsonl"];
    }
}
