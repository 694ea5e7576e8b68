using System.Text.Json;

namespace Pipelines.Tokenizers.Tests;

public sealed class TemplatesThatModelsShip
{
    public static TheoryData<string> Names => [.. ModelTemplates.All.Keys];

    public static TheoryData<string> NamesWithTools => [.. ModelTemplates.All.Where(entry => entry.Value.Tools).Select(entry => entry.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Render_as_jinja2_renders_them(string name)
    {
        var template = ChatTemplate.Parse(ModelTemplates.All[name].Source, name);
        var random = new Random(21);
        for (var i = 0; i < 30; i++)
        {
            var messages = i == 0 ? Conversations.Plain : Conversations.Random(random);
            var prompt = i % 2 == 0;
            var said = prompt ? messages[..^1] : messages;
            var expected = Jinja2.Render(template.Source, Conversations.Json(said, prompt: prompt));
            var rendered = template.Write(
                ConversationValues.Of(null, Conversations.Tokens, null), said, prompt).Text.Text;
            rendered.ShouldBe(expected.Text, expected.Error);
        }
    }

    [Theory]
    [MemberData(nameof(NamesWithTools))]
    public void Render_calls_of_tools_as_jinja2_renders_them(string name)
    {
        var source = ModelTemplates.All[name].Source;
        for (var turns = 1; turns <= Conversations.WithTools.Length; turns++)
        {
            var messages = Conversations.WithTools[..turns];
            var expected = Jinja2.Render(source, Conversations.Json(messages, [Conversations.Weather], prompt: true));
            ChatTemplate.Parse(source).Render(messages, [Conversations.Weather], true, Conversations.Tokens).Text.ShouldBe(expected.Text, expected.Error);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Tell_what_the_assistant_says_without_tags(string name)
    {
        var (source, end, _) = ModelTemplates.All[name];
        ChatMessage[] messages = [.. Conversations.Plain, new("user", $"a {end} b"), new("assistant", "last")];
        var rendered = ChatTemplate.Parse(source, name).Render(messages, tokens: Conversations.Tokens);

        // Independently: jinja2 renders answers between marks, and what follows each is the end of turn.
        var marked = messages.Select(message => message.Role == "assistant" ? message with { Content = $"\ue000{message.Content}\ue001" } : message);
        var answers = Jinja2.Render(source, Conversations.Json([.. marked])).Generated;
        var blank = name == "mistral" ? 1 : 0; // the assistant writes the blank before its answer, too: the prompt ends before it
        rendered.Generated.ShouldBe(answers.Select(range => (range.Start.Value - blank)..(range.End.Value + end.Length)));
    }

    [Fact]
    public void Without_a_prompt_that_the_conversation_begins_with_cannot_be_trained_on_but_can_write()
    {
        var template = ChatTemplate.Parse(
            "{% for m in messages %}<{{ m.role }}>{{ m.content }}</>{% endfor %}{% if add_generation_prompt %}<assistant><think>{% endif %}", "thinking");
        Should.Throw<ChatTemplateException>(() => template.Render(Conversations.Plain)).Message.ShouldBe(
            "thinking: what the assistant says in message 3 cannot be told from the template's own text: the conversation does not begin with its "
            + "prompt; put {% generation %} and {% endgeneration %} around it in the template");
        template.Render(Conversations.Plain[..2], addGenerationPrompt: true).Text.ShouldEndWith("<assistant><think>");
        template.Render(Conversations.Plain[..4], addGenerationPrompt: true).Text.ShouldEndWith("<assistant><think>");
    }

    [Fact]
    public void See_variables_of_the_caller()
    {
        using var json = JsonDocument.Parse("false");
        var variables = new Dictionary<string, JsonElement> { ["enable_thinking"] = json.RootElement };
        ChatTemplate.Parse(ModelTemplates.All["qwen3"].Source).Render([new("user", "a")], null, true, variables: variables).Text
            .ShouldEndWith("<|im_start|>assistant\n<think>\n\n</think>\n\n");
    }

    [Fact]
    public void Get_arguments_as_the_text_that_they_came_as_where_they_join_them_to_a_text() =>
        ChatTemplate.Parse("{{ 'a ' + messages[1].tool_calls[0].function.arguments + ' b' }}").Render(
            [new("user", ""), new("assistant", "") { ToolCalls = [new("", "f", "{\"x\":1}")] }], addGenerationPrompt: true).Text.ShouldBe("a {\"x\":1} b");
}
