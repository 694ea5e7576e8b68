using OpenAI.Chat;

namespace Pipelines.Server.Tests.Chat;

/// <summary>Calls of tools, as the official client sees them.</summary>
public sealed class ToolCalls : IAsyncLifetime
{
    private const string ParisAndRome =
        "Let me see.\n<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Paris\"}}\n</tool_call>\n"
        + "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Rome\"}}\n</tool_call>";

    private static readonly ChatTool Weather = ChatTool.CreateFunctionTool("get_weather", "The weather in a city", BinaryData.FromString(
        """{"type":"object","properties":{"city":{"type":"string","maxLength":12}},"required":["city"],"additionalProperties":false}"""));

    private static readonly ChatTool Time = ChatTool.CreateFunctionTool("get_time", "What time it is");

    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync(said =>
        said.Contains("<tool_response>", StringComparison.Ordinal) ? "It is sunny in both."
        : said.Contains("weather", StringComparison.Ordinal) ? ParisAndRome
        : $"You said: {said}");

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Come_whole_and_their_results_are_answered()
    {
        var conversation = new List<ChatMessage> { new UserChatMessage("How is the weather?") };
        var options = new ChatCompletionOptions { Tools = { Weather, Time } };
        var answer = (await server.Chat().CompleteChatAsync(conversation, options)).Value;
        answer.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        answer.Content[0].Text.ShouldBe("Let me see.");
        answer.ToolCalls.Select(call => call.FunctionName).ShouldBe(["get_weather", "get_weather"]);
        answer.ToolCalls.Select(call => call.FunctionArguments.ToString()).ShouldBe(["{\"city\": \"Paris\"}", "{\"city\": \"Rome\"}"]);
        answer.ToolCalls.Select(call => call.Id).Distinct().Count().ShouldBe(2);

        conversation.Add(new AssistantChatMessage(answer));
        foreach (var call in answer.ToolCalls) conversation.Add(new ToolChatMessage(call.Id, "sunny"));
        answer = (await server.Chat().CompleteChatAsync(conversation, options)).Value;
        answer.Content[0].Text.ShouldBe("It is sunny in both.");
        answer.FinishReason.ShouldBe(ChatFinishReason.Stop);
    }

    [Fact]
    public async Task One_that_is_cut_off_ends_for_its_length()
    {
        var most = Language.Text.Tokenizer.Encode(ParisAndRome[..ParisAndRome.IndexOf("Paris", StringComparison.Ordinal)]).Length;
        var answer = (await server.Chat().CompleteChatAsync(
            [new UserChatMessage("How is the weather?")],
            new ChatCompletionOptions { Tools = { Weather }, MaxOutputTokenCount = most })).Value;
        answer.ToolCalls.ShouldHaveSingleItem().FunctionArguments.ToString().ShouldNotContain("}");
        answer.FinishReason.ShouldBe(ChatFinishReason.Length);
    }

    [Fact]
    public async Task Come_in_pieces()
    {
        var calls = new SortedDictionary<int, (string Id, string Name, string Arguments)>();
        var (text, reason, pieces) = ("", default(ChatFinishReason?), 0);
        var options = new ChatCompletionOptions { Tools = { Weather } };
        await foreach (var update in server.Chat().CompleteChatStreamingAsync([new UserChatMessage("How is the weather?")], options))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            reason ??= update.FinishReason;
            foreach (var piece in update.ToolCallUpdates)
            {
                pieces++;
                calls.TryGetValue(piece.Index, out var call);
                calls[piece.Index] = (
                    call.Id + piece.ToolCallId, call.Name + piece.FunctionName, call.Arguments + piece.FunctionArgumentsUpdate);
            }
        }

        text.ShouldBe("Let me see.");
        reason.ShouldBe(ChatFinishReason.ToolCalls);
        calls.Keys.ShouldBe([0, 1]);
        calls.Values.Select(call => call.Name).ShouldBe(["get_weather", "get_weather"]);
        calls.Values.Select(call => call.Arguments).ShouldBe(["{\"city\": \"Paris\"}", "{\"city\": \"Rome\"}"]);
        pieces.ShouldBeGreaterThan(4);
    }

    [Fact]
    public async Task Are_made_when_they_must_be_and_left_when_they_must_not()
    {
        var required = (await server.Chat().CompleteChatAsync(
            [new UserChatMessage("Hello")],
            new ChatCompletionOptions
            {
                Tools = { Weather },
                ToolChoice = ChatToolChoice.CreateRequiredChoice(),
                AllowParallelToolCalls = false,    // else noise makes calls until there is no more room
            })).Value;
        required.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        required.ToolCalls.Count.ShouldBeGreaterThan(0);

        var named = (await server.Chat().CompleteChatAsync(
            [new UserChatMessage("Hello")],
            new ChatCompletionOptions
            {
                Tools = { Weather, Time },
                ToolChoice = ChatToolChoice.CreateFunctionChoice("get_weather"),
            })).Value;
        named.ToolCalls[0].FunctionName.ShouldBe("get_weather");
        using var arguments = System.Text.Json.JsonDocument.Parse(named.ToolCalls[0].FunctionArguments);
        arguments.RootElement.GetProperty("city").GetString()!.Length.ShouldBeLessThanOrEqualTo(12);

        var none = (await server.Chat().CompleteChatAsync(
            [new UserChatMessage("How is the weather?")],
            new ChatCompletionOptions { Tools = { Weather }, ToolChoice = ChatToolChoice.CreateNoneChoice() })).Value;
        none.ToolCalls.ShouldBeEmpty();
        none.FinishReason.ShouldBe(ChatFinishReason.Stop);
    }
}
