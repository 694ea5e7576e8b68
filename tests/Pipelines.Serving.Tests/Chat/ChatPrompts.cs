using Pipelines.Tokenizers;

namespace Pipelines.Serving.Tests;

public sealed class ChatPrompts
{
    private static readonly ChatMessage[] Question = [new(ChatMessage.System, "Be brief."), new(ChatMessage.User, "Weather?")];

    public static TheoryData<string> Formats => [.. ChatModels.All.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Are_what_training_saw(string name)
    {
        var format = ChatModels.All[name];
        var prompt = ChatPrompt.Of(format, new ChatRequest { Messages = Question, Tools = [ChatModels.Weather] });
        prompt.Tokens.ToArray().ShouldBe(format.EncodePrompt(Question, [ChatModels.Weather]));
        prompt.Grammar.ShouldBeNull("an answer is free where nothing is asked of it");
        prompt.EndTokens.ShouldBe(format.EndTokens);
    }

    [Fact]
    public void Tell_of_no_tools_where_none_may_be_called()
    {
        var request = new ChatRequest { Messages = Question, Tools = [ChatModels.Weather], ToolChoice = ToolChoice.None };
        var prompt = ChatPrompt.Of(ChatModels.Mistral, request);
        prompt.Tokens.ToArray().ShouldBe(ChatModels.Mistral.EncodePrompt(Question));
        prompt.KeptSpecial.ShouldBeEmpty();
        prompt.NewParser().Push("[TOOL_CALLS]").ShouldBe([new ContentWritten("[TOOL_CALLS]")]);
    }

    [Fact]
    public void Read_what_a_developer_says_as_a_system_turn()
    {
        ChatMessage[] messages = [new("developer", "Be brief."), Question[1]];
        ChatPrompt.Of(ChatModels.ChatMl, new ChatRequest { Messages = messages }).Tokens.ToArray().ShouldBe(ChatModels.ChatMl.EncodePrompt(Question));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Hold_a_required_call_to_the_form_and_the_schema(string name)
    {
        var messages = Written(name, new ChatRequest { Messages = Question, Tools = [ChatModels.Weather, ChatModels.Clock], ToolChoice = ToolChoice.Required });
        messages.ShouldAllBe(message => message.Content.Length == 0 && message.ToolCalls.Count > 0);
        messages.SelectMany(message => message.ToolCalls).ShouldAllBe(call => IsValid(call));
        messages.SelectMany(message => message.ToolCalls).Select(call => call.Name).Distinct().Order().ShouldBe(["clock", "weather"]);
        messages.ShouldContain(message => message.ToolCalls.Count > 1);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Hold_a_named_call_to_that_tool_once(string name)
    {
        var messages = Written(name, new ChatRequest
        {
            Messages = Question,
            Tools = [ChatModels.Weather, ChatModels.Clock],
            ToolChoice = ToolChoice.Named("weather"),
        });
        messages.ShouldAllBe(message => message.ToolCalls.Count == 1 && message.ToolCalls[0].Name == "weather" && IsValid(message.ToolCalls[0]));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Keep_answers_free_that_may_call_strict_tools(string name)
    {
        var request = new ChatRequest { Messages = Question, Tools = [ChatModels.Weather with { Strict = true }], ParallelToolCalls = false };
        var syntax = ChatModels.All[name].Template.ToolCalls;
        var messages = Written(name, request, begin: syntax == ToolCallSyntax.Bare ? "\n{" : "\n" + syntax.Before);
        messages.AddRange(Written(name, request));
        messages.SelectMany(message => message.ToolCalls).ShouldAllBe(call => IsValid(call));
        messages.ShouldAllBe(message => message.ToolCalls.Count <= 1);
        messages.ShouldContain(message => message.ToolCalls.Count == 1);
        messages.ShouldContain(message => message.Content.Length > 3 && message.ToolCalls.Count == 0);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Hold_an_answer_to_its_schema_or_to_calls(string name)
    {
        const string Schema = """{"type":"object","properties":{"sum":{"type":"integer"}},"required":["sum"],"additionalProperties":false}""";
        var messages = Written(name, new ChatRequest
        {
            Messages = Question,
            Tools = [ChatModels.Clock],
            Answer = Grammar.FromJsonSchema(Schema),
        });
        messages.ShouldAllBe(message => message.ToolCalls.Count > 0 || SchemaJudge.Accepts(Schema, message.Content));
        messages.ShouldContain(message => message.ToolCalls.Count > 0);
        messages.ShouldContain(message => message.ToolCalls.Count == 0);
    }

    [Fact]
    public void Let_tools_that_are_not_strict_have_schemas_that_cannot_be_held()
    {
        var tool = new ChatTool("odd", null, """{"type":"object","not":{"required":["a"]}}""");
        var request = new ChatRequest { Messages = Question, Tools = [tool], ToolChoice = ToolChoice.Required };
        ChatPrompt.Of(ChatModels.Llama3, request).Grammar!.Accepts("""{"name": "odd", "parameters": {"b": 1}}""").ShouldBeTrue();
        var refused = Should.Throw<RequestException>(() => ChatPrompt.Of(ChatModels.Llama3, request with { Tools = [tool with { Strict = true }] }));
        refused.Field.ShouldBe("tools[0].function.parameters");
        refused.Message.ShouldContain("not");
    }

    [Theory]
    [InlineData("messages", "there is no message to answer")]
    [InlineData("tools[0].function.name", "a tool's name has 1 to 64 letters, digits, '_', '-' and '.' of ASCII; found 'a b'", "a b")]
    [InlineData("tools[1].function.name", "there are two tools of the name 'f'", "f", "f")]
    [InlineData("tool_choice.function.name", "there is no tool 'g'; there are f", "f", "choose g")]
    [InlineData("tool_choice", "a call is required and no tools are given", "choose")]
    public void Name_the_member_that_is_at_fault(string field, string message, params string[] words)
    {
        var request = new ChatRequest { Messages = words.Length == 0 ? [] : Question };
        foreach (var word in words)
            request = word.StartsWith("choose", StringComparison.Ordinal)
                ? request with { ToolChoice = word.Length > 7 ? ToolChoice.Named(word[7..]) : ToolChoice.Required }
                : request with { Tools = [.. request.Tools, new ChatTool(word, null, """{"type":"object"}""")] };
        var refused = Should.Throw<RequestException>(() => ChatPrompt.Of(ChatModels.ChatMl, request));
        (refused.Field, refused.Message).ShouldBe((field, message));
    }

    [Fact]
    public void Refuse_tools_that_the_template_does_not_speak_of_and_name_no_file()
    {
        var silent = ChatTemplate.Parse("{% for m in messages %}{{ m.content }}{% endfor %}{{ raise_exception('no turns') }}", "/srv/secret/template.jinja");
        var format = new ChatFormat(ChatModels.ChatMl.Tokenizer, silent);
        Should.Throw<RequestException>(() => ChatPrompt.Of(format, new ChatRequest { Messages = Question, Tools = [ChatModels.Clock] })).Message
            .ShouldBe("the model's chat template has no form for tools");
        Should.Throw<RequestException>(() => ChatPrompt.Of(format, new ChatRequest { Messages = Question })).Message
            .ShouldBe("the model's chat template refuses the conversation: no turns");
    }

    /// <summary>Answers drawn at random from the masks, decoded and read in pieces as an engine gives them.</summary>
    private static List<ChatMessage> Written(string name, ChatRequest request, string begin = "")
    {
        var format = ChatModels.All[name];
        var prompt = ChatPrompt.Of(format, request);
        var vocabulary = new GrammarVocabulary(format.Tokenizer, format.EndTokens);
        var random = new Random(5);
        var answers = Enumerable.Range(0, 60)
            .Select(_ => MaskedAnswers.Next(prompt, format.Tokenizer, vocabulary, begin, random)).OfType<ChatMessage>().ToList();
        answers.Count.ShouldBeGreaterThan(20);
        return answers;
    }

    private static bool IsValid(ChatToolCall call) =>
        SchemaJudge.Accepts((call.Name == "clock" ? ChatModels.Clock : ChatModels.Weather).Parameters, call.Arguments);
}
