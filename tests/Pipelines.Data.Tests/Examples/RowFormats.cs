using Pipelines.Spec;
using Pipelines.Tokenizers;

namespace Pipelines.Data.Tests.Examples;

public sealed class RowFormats : IDisposable
{
    private readonly ExampleFiles files = new();

    [Fact]
    public void A_chat_is_its_messages()
    {
        var chat = files.Read("""
            {"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},{"role":"assistant","content":"Hello."}]}
            """).ShouldBeOfType<ConversationExample>();
        chat.Place.ShouldBe("rows.jsonl(1)");
        Turns(chat.Messages).ShouldBe(["system: Be brief.", "user: Hi", "assistant: Hello."]);
        chat.Tools.ShouldBeEmpty();
    }

    [Fact]
    public void A_chat_may_call_tools_and_say_nothing()
    {
        var chat = files.Read("""
            {"tools":[{"type":"function","function":{"name":"add","description":"Adds.","parameters":{"type":"object"}}}],"messages":[{"role":"user","content":"1+2?"},{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"add","arguments":"{\"a\":1,\"b\":2}"}}]},{"role":"tool","tool_call_id":"c1","content":"3"},{"role":"assistant","content":"3."}]}
            """).ShouldBeOfType<ConversationExample>();
        chat.Tools.ShouldBe([new ChatTool("add", "Adds.", """{"type":"object"}""")]);
        chat.Messages[1].Content.ShouldBe("");
        chat.Messages[1].ToolCalls.ShouldBe([new ChatToolCall("c1", "add", """{"a":1,"b":2}""")]);
        chat.Messages[2].ToolCallId.ShouldBe("c1");
    }

    [Fact]
    public void Arguments_of_a_call_may_be_an_object_and_tools_a_text()
    {
        var chat = (ConversationExample)files.Read("""
            {"tools":"[{\"name\":\"now\"}]","messages":[{"role":"user","content":"Time?"},{"role":"assistant","tool_calls":[{"function":{"name":"now","arguments":{"zone":"UTC"}}}]}]}
            """);
        chat.Tools.Single().Name.ShouldBe("now");
        chat.Messages[1].ToolCalls.ShouldBe([new ChatToolCall("", "now", """{"zone":"UTC"}""")]);
    }

    [Theory]
    [InlineData("""{"instruction":"Add.","input":"1 2","output":"3"}""", "user: Add.\n\n1 2|assistant: 3")]
    [InlineData("""{"instruction":"Greet.","input":"","output":"Hi","id":7}""", "user: Greet.|assistant: Hi")]
    [InlineData("""{"system":"Be kind.","instruction":"Greet.","output":"Hi"}""", "system: Be kind.|user: Greet.|assistant: Hi")]
    public void An_instruction_is_a_question_with_its_answer(string row, string turns) =>
        Turns(((ConversationExample)files.Read(row)).Messages).ShouldBe(turns.Split('|'));

    [Fact]
    public void A_completion_is_two_texts_and_its_prompt_may_be_empty()
    {
        files.Read("""{"prompt":"Once","completion":" upon a time"}""").ShouldBe(new CompletionExample("rows.jsonl(1)", "Once", " upon a time"));
        files.Read("""{"prompt":"","completion":"x"}""").ShouldBe(new CompletionExample("rows.jsonl(1)", "", "x"));
    }

    [Fact]
    public void A_completion_of_messages_is_a_conversation()
    {
        var row = """{"prompt":[{"role":"user","content":"Hi"}],"completion":[{"role":"assistant","content":"Hello"}]}""";
        Turns(((ConversationExample)files.Read(row)).Messages).ShouldBe(["user: Hi", "assistant: Hello"]);
    }

    [Theory]
    [InlineData("""{"prompt":"Q","chosen":"good","rejected":"bad"}""")]
    [InlineData("""{"prompt":[{"role":"user","content":"Q"}],"chosen":[{"role":"assistant","content":"good"}],"rejected":[{"role":"assistant","content":"bad"}]}""")]
    [InlineData("""{"chosen":[{"role":"user","content":"Q"},{"role":"assistant","content":"good"}],"rejected":[{"role":"user","content":"Q"},{"role":"assistant","content":"bad"}]}""")]
    [InlineData("""{"prompt":"Q","chosen":[{"role":"user","content":"Q"},{"role":"assistant","content":"good"}],"rejected":[{"role":"user","content":"Q"},{"role":"assistant","content":"bad"}]}""")]
    public void A_preference_comes_in_several_shapes(string row)
    {
        var pair = files.Read(row).ShouldBeOfType<PreferenceExample>();
        Turns(pair.Prompt).ShouldBe(["user: Q"]);
        (pair.Chosen.Content, pair.Rejected.Content, pair.Margin).ShouldBe(("good", "bad", null));
    }

    [Theory]
    [InlineData("""{"prompt":"Q","chosen":"good","rejected":"bad","margin":1.5}""")]
    [InlineData("""{"prompt":"Q","chosen":"good","rejected":"bad","score_chosen":8,"score_rejected":6.5}""")]
    public void A_preference_may_say_by_how_much(string row) => ((PreferenceExample)files.Read(row)).Margin.ShouldBe(1.5);

    [Theory]
    [InlineData("1")]
    [InlineData("\"B\"")]
    [InlineData("\"b\"")]
    [InlineData("\"four\"")]
    public void A_choice_names_the_right_answer_by_its_place_its_letter_or_its_text(string answer)
    {
        var choice = files.Read($$"""{"prompt":"Which is even?","choices":["three","four","five"],"answer":{{answer}}}""").ShouldBeOfType<ChoiceExample>();
        choice.Choices.Select(one => $"{one.Role}: {one.Content}").ShouldBe(["assistant: three", "assistant: four", "assistant: five"]);
        choice.Right.ShouldBe(1);
        Turns(choice.ToConversation().Messages).ShouldBe(["user: Which is even?", "assistant: four"]);
        choice.ToPrompt().Fields["answer"].ShouldBe("four");
    }

    [Fact]
    public void A_choices_text_is_never_taken_for_a_letter() => files.Read("""{"prompt":"Last letter?","choices":["B","A","C"],"answer":"A"}""")
        .ShouldBeOfType<ChoiceExample>().Right.ShouldBe(1);

    [Fact]
    public void Choices_that_differ_in_what_is_right_are_not_equal() => files.Open("""
        {"prompt":"Q","choices":["a1","b1"],"answer":0}
        {"prompt":"Q","choices":["a1","b1"],"answer":1}
        {"prompt":"Q","choices":["a1","b1"],"answer":"a1"}
        """).Examples().Count().ShouldBe(2);

    [Fact]
    public void A_prompt_keeps_what_verifiers_read_as_text()
    {
        var prompt = files.Read("""{"prompt":"2+2?","answer":4,"schema":{"a":[1]},"none":null,"kind":"sum"}""").ShouldBeOfType<PromptExample>();
        Turns(prompt.Prompt).ShouldBe(["user: 2+2?"]);
        prompt.Fields.ShouldBe(new Dictionary<string, string> { ["answer"] = "4", ["schema"] = """{"a":[1]}""", ["kind"] = "sum" }, ignoreOrder: true);
        Turns(prompt.ToConversation()!.Messages).ShouldBe(["user: 2+2?", "assistant: 4"]);
    }

    [Fact]
    public void A_conversation_and_a_pair_serve_as_prompts()
    {
        var chat = files.Read("""{"instruction":"Add.","output":"3"}""").ToPrompt()!;
        (Turns(chat.Prompt).Single(), chat.Fields["answer"]).ShouldBe(("user: Add.", "3"));
        var pair = files.Read("""{"prompt":"Q","chosen":"good","rejected":"bad"}""");
        (Turns(pair.ToPrompt()!.Prompt).Single(), pair.ToPrompt()!.Fields["answer"]).ShouldBe(("user: Q", "good"));
        Turns(pair.ToConversation()!.Messages).ShouldBe(["user: Q", "assistant: good"]);
        (pair.ToChoice()!.Choices.Count, pair.ToChoice()!.Right).ShouldBe((2, 0));
    }

    [Fact]
    public void A_declared_format_is_not_guessed()
    {
        var row = """{"prompt":"Once","completion":"upon"}""";
        files.Read(row, ExampleFormat.Prompt).ShouldBeOfType<PromptExample>().Fields["completion"].ShouldBe("upon");
        files.Read(row).ShouldBeOfType<CompletionExample>();
    }

    [Fact]
    public void Most_of_the_first_rows_tell_the_format()
    {
        var source = files.Open("nonsense\n{\"prompt\":\"only\"}\n" + string.Concat(Enumerable.Range(0, 5).Select(i => $"{{\"instruction\":\"{i}\",\"output\":\"o\"}}\n")));
        source.Examples().Count().ShouldBe(5);
        source.Rejected.Count.ShouldBe(2);
    }

    [Fact]
    public void Rows_that_no_format_fits_are_an_error_with_the_nearest_member()
    {
        var message = Should.Throw<DataSourceException>(() => files.Open("""{"message":[],"id":1}""").Examples().ToList()).Message;
        message.ShouldContain($"no format fits {files.Path}(1): its members are message, id; expected are messages; or chosen and rejected");
        message.ShouldEndWith("Is 'message' meant to be 'messages'?");
    }

    private static IEnumerable<string> Turns(IEnumerable<ChatMessage> messages) => messages.Select(message => $"{message.Role}: {message.Content}");

    public void Dispose() => files.Dispose();
}
