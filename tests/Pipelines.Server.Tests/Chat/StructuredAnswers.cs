using System.Text.Json;
using OpenAI.Chat;

#pragma warning disable OPENAI001 // The client's seed is marked as one that may still change.

namespace Pipelines.Server.Tests.Chat;

/// <summary>Answers that must match something, from a model that would rather say nothing.</summary>
public sealed class StructuredAnswers : IAsyncLifetime
{
    private const string Schema = """
        {"type":"object","properties":{"name":{"type":"string","maxLength":8},"age":{"type":"integer","minimum":0,"maximum":120},
         "colour":{"enum":["red","green"]}},"required":["name","age","colour"],"additionalProperties":false}
        """;

    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync(_ => "");

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Are_JSON_of_a_schema_at_any_temperature()
    {
        for (var seed = 0; seed < 5; seed++)
        {
            var answer = (await server.Chat().CompleteChatAsync([new UserChatMessage("Who?")], new ChatCompletionOptions
            {
                Temperature = 2,
                Seed = seed,
                ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat(
                    "person", BinaryData.FromString(Schema), jsonSchemaIsStrict: true),
            })).Value;
            using var json = JsonDocument.Parse(answer.Content[0].Text);
            json.RootElement.EnumerateObject().Select(member => member.Name).ShouldBe(["name", "age", "colour"]);
            json.RootElement.GetProperty("name").GetString()!.EnumerateRunes().Count().ShouldBeLessThanOrEqualTo(8);
            json.RootElement.GetProperty("age").GetInt32().ShouldBeInRange(0, 120);
            json.RootElement.GetProperty("colour").GetString().ShouldBeOneOf("red", "green");
        }
    }

    [Fact]
    public async Task Are_any_JSON_object()
    {
        var answer = (await server.Chat().CompleteChatAsync(
            [new UserChatMessage("Who?")],
            new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonObjectFormat(), MaxOutputTokenCount = 200 })).Value;
        answer.Content[0].Text.ShouldStartWith("{");
    }

    [Theory]
    [InlineData(""" "structured_outputs": { "choice": ["yes", "no"] } """, "^(yes|no)$")]
    [InlineData(""" "structured_outputs": { "regex": "[0-9]{3}-[a-f]{2}" } """, "^[0-9]{3}-[a-f]{2}$")]
    [InlineData(""" "structured_outputs": { "json": { "type": "boolean" } } """, "^(true|false)$")]
    [InlineData(""" "guided_choice": ["a", "b"] """, "^(a|b)$")]
    [InlineData(""" "grammar": "root ::= \"x\" [0-9] \"y\"" """, "^x[0-9]y$")]
    [InlineData(""" "response_format": { "type": "json_object", "schema": { "const": { "a": 1 } } } """, "^\\{\\s*\"a\"\\s*:\\s*1\\s*\\}$")]
    public async Task Are_what_other_servers_clients_ask_for(string member, string pattern)
    {
        var reply = await server.Http.AskAsync(
            "/v1/chat/completions",
            $$"""
            { "model": "scripted", "messages": [{ "role": "user", "content": "?" }], "temperature": 1.5, "max_tokens": 100, {{member}} }
            """);
        var choice = reply.Json.GetProperty("choices")[0];
        choice.GetProperty("message").GetProperty("content").GetString()!.ShouldMatch(pattern);
        choice.GetProperty("finish_reason").GetString().ShouldBe("stop");
    }
}
