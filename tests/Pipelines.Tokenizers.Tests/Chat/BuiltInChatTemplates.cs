namespace Pipelines.Tokenizers.Tests;

public sealed class BuiltInChatTemplates
{
    public static TheoryData<string> Names => [.. ChatTemplate.BuiltIns];

    public static TheoryData<string> NamesWithTools => ["chatml", "llama3", "mistral"];

    [Fact]
    public void Chatml_writes_this() => Render("chatml", Conversations.Plain).ShouldBe(
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHi 😀<|im_end|>\n<|im_start|>assistant\n«Hello.\n\nHow are you?<|im_end|>»\n"
        + "<|im_start|>user\n what's 1 < 2? <|im_end|>\n<|im_start|>assistant\n«True<|im_end|>»\n");

    [Fact]
    public void Llama3_writes_this() => Render("llama3", Conversations.Plain).ShouldBe(
        "<|begin|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|><|start_header_id|>user<|end_header_id|>\n\nHi 😀<|eot_id|>"
        + "<|start_header_id|>assistant<|end_header_id|>\n\n«Hello.\n\nHow are you?<|eot_id|>»"
        + "<|start_header_id|>user<|end_header_id|>\n\n what's 1 < 2? <|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n«True<|eot_id|>»");

    [Fact]
    public void Mistral_writes_this() => Render("mistral", Conversations.Plain).ShouldBe(
        "<|begin|>[SYSTEM_PROMPT]Be brief.[/SYSTEM_PROMPT][INST]Hi 😀[/INST]«Hello.\n\nHow are you?<|endoftext|>»"
        + "[INST] what's 1 < 2? [/INST]«True<|endoftext|>»");

    [Fact]
    public void Alpaca_writes_this() => Render("alpaca", Conversations.Plain).ShouldBe(
        "Be brief.\n\n### Instruction:\nHi 😀\n\n### Response:\n«Hello.\n\nHow are you?<|endoftext|>»\n\n"
        + "### Instruction:\n what's 1 < 2? \n\n### Response:\n«True<|endoftext|>»\n\n");

    [Fact]
    public void Zephyr_writes_this() => Render("zephyr", Conversations.Plain).ShouldBe(
        "<|system|>\nBe brief.<|endoftext|>\n<|user|>\nHi 😀<|endoftext|>\n<|assistant|>\n«Hello.\n\nHow are you?<|endoftext|>»\n"
        + "<|user|>\n what's 1 < 2? <|endoftext|>\n<|assistant|>\n«True<|endoftext|>»\n");

    [Fact]
    public void Mistral_writes_tools_like_this() => Render("mistral", Conversations.WithTools, [Conversations.Weather]).ShouldBe(
        "<|begin|>[AVAILABLE_TOOLS][{\"type\": \"function\", \"function\": {\"name\": \"weather\", \"description\": \"Tells the weather of a "
        + "\\\"place\\\".\", \"parameters\": {\"type\": \"object\", \"properties\": {\"place\": {\"type\": \"string\"}}, \"required\": [\"place\"]}}}]"
        + "[/AVAILABLE_TOOLS][INST]Weather in Zürich and Oslo?[/INST]«[TOOL_CALLS][{\"name\": \"weather\", \"arguments\": {\"place\": \"Zürich\"}, "
        + "\"id\": \"call00001\"}, {\"name\": \"weather\", \"arguments\": {\"place\": \"Oslo\", \"days\": 2}, \"id\": \"call00002\"}]<|endoftext|>»"
        + "[TOOL_RESULTS]{\"content\": \"sunny, 21°\", \"call_id\": \"call00001\"}[/TOOL_RESULTS]"
        + "[TOOL_RESULTS]{\"content\": \"rain\", \"call_id\": \"call00002\"}[/TOOL_RESULTS]«Sunny in Zürich, rain in Oslo.<|endoftext|>»");

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_as_jinja2_renders_them_and_mark_what_its_generation_tags_hold(string name)
    {
        var random = new Random(5);
        var template = ChatTemplate.BuiltIn(name);
        for (var i = 0; i < 40; i++)
        {
            var messages = i == 0 ? Conversations.Plain : Conversations.Random(random);
            ShouldBeEqual(template, messages, null, prompt: i % 3 == 0);
        }
    }

    [Theory]
    [MemberData(nameof(NamesWithTools))]
    public void Render_tools_as_jinja2_renders_them(string name)
    {
        for (var turns = 1; turns <= Conversations.WithTools.Length; turns++)
        {
            ShouldBeEqual(ChatTemplate.BuiltIn(name), Conversations.WithTools[..turns], [Conversations.Weather], prompt: turns % 2 == 0);
            ShouldBeEqual(ChatTemplate.BuiltIn(name), [new("system", "S"), .. Conversations.WithTools[..turns]], [Conversations.Weather], prompt: true);
        }
    }

    [Theory]
    [MemberData(nameof(NamesWithTools))]
    public void Read_back_the_calls_that_they_write(string name)
    {
        var template = ChatTemplate.BuiltIn(name);
        foreach (var said in new[] { "", "I look.", "Two\n\nlines" })
        {
            var answer = Conversations.WithTools[1] with { Content = said };
            var rendered = template.Render([Conversations.WithTools[0], answer], [Conversations.Weather], tokens: Conversations.Tokens);
            var text = rendered.Text[rendered.Generated.ShouldHaveSingleItem()];
            var parsed = template.ParseAnswer(text[..text.LastIndexOf("<|", StringComparison.Ordinal)]);

            parsed.Content.ShouldBe(said);
            parsed.ToolCalls.ShouldBe(answer.ToolCalls.Select(call => name == "mistral" ? call : call with { Id = "" }));
        }
    }

    [Theory]
    [InlineData("chatml", "<tool_call>{\"name\": \"a\"</tool_call>")]
    [InlineData("chatml", "<tool_call>{\"name\": \"a\", \"arguments\": {}}")]
    [InlineData("chatml", "<tool_call>5</tool_call>")]
    [InlineData("chatml", "{\"name\": \"a\", \"arguments\": {}}")]
    [InlineData("llama3", "{\"name\": 5, \"parameters\": {}}")]
    [InlineData("llama3", "a\n\nb {\"name\": \"a\", \"parameters\": {}}")]
    [InlineData("mistral", "[TOOL_CALLS]{\"name\": \"a\"}")]
    [InlineData("mistral", "[TOOL_CALLS][{\"name\": \"a\", \"arguments\": {}}, 5]")]
    public void Leave_what_is_no_call_as_it_is(string name, string answer)
    {
        var parsed = ChatTemplate.BuiltIn(name).ParseAnswer(answer);
        (parsed.Content, parsed.ToolCalls.Count).ShouldBe((answer, 0));
    }

    [Fact]
    public void Name_the_end_of_turn_and_the_special_tokens()
    {
        ChatTemplate.BuiltIns.ToDictionary(name => name, name => ChatTemplate.BuiltIn(name).EndOfTurn).ShouldBe(new Dictionary<string, string?>
        {
            ["chatml"] = "<|im_end|>",
            ["llama3"] = "<|eot_id|>",
            ["mistral"] = null,
            ["alpaca"] = null,
            ["zephyr"] = null,
        });
        ChatTemplate.BuiltIn("zephyr").SpecialTokens.ShouldBe(["<|system|>", "<|user|>", "<|assistant|>"]);
    }

    [Theory]
    [InlineData("chatml", "function", "a turn of the role 'function' at place 2")]
    [InlineData("alpaca", "tool", "a turn of the role 'tool' at place 2; after a system turn at the beginning there are user and assistant")]
    [InlineData("llama3", "system", "a turn of the role 'system' at place 2")]
    [InlineData("mistral", "system", "a turn of the role 'system' at place 2")]
    public void Refuse_roles_that_they_do_not_know(string name, string role, string message) =>
        Should.Throw<ChatTemplateException>(() => ChatTemplate.BuiltIn(name).Render([new("user", "a"), new(role, "b")])).Message.ShouldContain(message);

    [Fact]
    public void Without_a_form_for_tools_refuse_them() => Should.Throw<ChatTemplateException>(
        () => ChatTemplate.BuiltIn("alpaca").Render(Conversations.Plain, [Conversations.Weather])).Message.ShouldContain("no form for tools; chatml");

    [Fact]
    public void Are_named_when_another_is_asked_for() =>
        Should.Throw<ChatTemplateException>(() => ChatTemplate.BuiltIn("chatlm")).Message.ShouldBe("there is no chat template 'chatlm'; did you mean 'chatml'?");

    [Fact]
    public void Arguments_that_are_no_JSON_are_refused() => Should.Throw<ChatTemplateException>(() => ChatTemplate.BuiltIn("chatml").Render(
        [new("user", "a"), new("assistant", "") { ToolCalls = [new("", "f", "{x}")] }])).Message.ShouldStartWith("the arguments of the call of 'f' are not JSON");

    /// <summary>The text with what the assistant says in quotation marks.</summary>
    private static string Render(string name, IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatTool>? tools = null)
    {
        var rendered = ChatTemplate.BuiltIn(name).Render(messages, tools, tokens: Conversations.Tokens);
        var text = rendered.Text;
        foreach (var range in rendered.Generated.Reverse()) text = text.Insert(range.End.Value, "»").Insert(range.Start.Value, "«");
        return text;
    }

    private static void ShouldBeEqual(ChatTemplate template, IReadOnlyList<ChatMessage> messages, IReadOnlyList<ChatTool>? tools, bool prompt)
    {
        var expected = Jinja2.Render(template.Source, Conversations.Json(messages, tools, prompt));
        var rendered = template.Render(messages, tools, prompt, Conversations.Tokens);
        rendered.Text.ShouldBe(expected.Text, expected.Error);
        rendered.Generated.ShouldBe(expected.Generated);
    }
}
