using System.ClientModel;
using OpenAI;
using OpenAI.Responses;

#pragma warning disable OPENAI001 // The client's classes for responses are marked as ones that may still change.

namespace Pipelines.Server.Tests;

/// <summary>The newer API of answers, as the official client sees it.</summary>
public sealed class ResponsesOfModels : IAsyncLifetime
{
    private const string Schema =
        """{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""";

    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync(said =>
        said.Contains("<tool_response>", StringComparison.Ordinal) ? "It is sunny."
        : said == "weather" ? "Let me see.\n<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Paris\"}}\n</tool_call>"
        : $"You said: {said}");

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Come_whole()
    {
        var response = (await Client().CreateResponseAsync(Asked("one two", limit: 100))).Value;
        response.Id.ShouldStartWith("resp_");
        response.Status.ShouldBe(ResponseStatus.Completed);
        response.GetOutputText().ShouldBe("You said: one two");
        response.Usage.TotalTokenCount.ShouldBe(response.Usage.InputTokenCount + response.Usage.OutputTokenCount);
        response.MaxOutputTokenCount.ShouldBe(100);
    }

    [Fact]
    public async Task That_are_cut_off_say_so()
    {
        var response = (await Client().CreateResponseAsync(Asked("one two", limit: 2))).Value;
        response.Status.ShouldBe(ResponseStatus.Incomplete);
        response.IncompleteStatusDetails.Reason.ShouldBe(ResponseIncompleteStatusReason.MaxOutputTokens);
    }

    [Fact]
    public async Task Come_in_events_that_are_numbered()
    {
        var (text, numbers, kinds) = ("", new List<int>(), new List<string>());
        ResponseResult? completed = null;
        await foreach (var update in Client().CreateResponseStreamingAsync(RunningServer.ModelName, "one two"))
        {
            numbers.Add(update.SequenceNumber);
            kinds.Add(update.GetType().Name);
            if (update is StreamingResponseOutputTextDeltaUpdate delta) text += delta.Delta;
            if (update is StreamingResponseCompletedUpdate end) completed = end.Response;
        }

        text.ShouldBe("You said: one two");
        numbers.ShouldBe(Enumerable.Range(0, numbers.Count));
        completed.ShouldNotBeNull().GetOutputText().ShouldBe(text);
        kinds.Where(kind => kind != nameof(StreamingResponseOutputTextDeltaUpdate)).ShouldBe(
        [
            nameof(StreamingResponseCreatedUpdate), nameof(StreamingResponseInProgressUpdate),
            nameof(StreamingResponseOutputItemAddedUpdate), nameof(StreamingResponseContentPartAddedUpdate),
            nameof(StreamingResponseOutputTextDoneUpdate), nameof(StreamingResponseContentPartDoneUpdate),
            nameof(StreamingResponseOutputItemDoneUpdate),
            nameof(StreamingResponseCompletedUpdate),
        ]);
    }

    [Fact]
    public async Task Call_tools_and_take_their_results()
    {
        var tool = ResponseTool.CreateFunctionTool("get_weather", BinaryData.FromString(Schema), strictModeEnabled: true, "The weather");
        var items = new List<ResponseItem> { ResponseItem.CreateUserMessageItem("weather") };
        var response = await AskAsync(items, tool);
        var call = response.OutputItems.OfType<FunctionCallResponseItem>().ShouldHaveSingleItem();
        call.FunctionName.ShouldBe("get_weather");
        call.FunctionArguments.ToString().ShouldBe("{\"city\": \"Paris\"}");
        response.GetOutputText().ShouldBe("Let me see.");

        items.AddRange(response.OutputItems);
        items.Add(ResponseItem.CreateFunctionCallOutputItem(call.CallId, "sunny"));
        response = await AskAsync(items, tool);
        response.GetOutputText().ShouldBe("It is sunny.");
    }

    [Fact]
    public async Task Stream_the_arguments_of_calls()
    {
        var tool = ResponseTool.CreateFunctionTool("get_weather", BinaryData.FromString(Schema), strictModeEnabled: true, "The weather");
        var (pieces, whole) = ("", "");
        var options = Asked("weather");
        options.StreamingEnabled = true;
        options.Tools.Add(tool);
        await foreach (var update in Client().CreateResponseStreamingAsync(options))
        {
            if (update is StreamingResponseFunctionCallArgumentsDeltaUpdate delta) pieces += delta.Delta;
            if (update is StreamingResponseFunctionCallArgumentsDoneUpdate done) whole = done.FunctionArguments.ToString();
        }

        pieces.ShouldBe("{\"city\": \"Paris\"}");
        whole.ShouldBe(pieces);
    }

    private static CreateResponseOptions Asked(string text, int? limit = null) =>
        new(RunningServer.ModelName, [ResponseItem.CreateUserMessageItem(text)]) { MaxOutputTokenCount = limit };

    private async Task<ResponseResult> AskAsync(IEnumerable<ResponseItem> items, ResponseTool tool) =>
        (await Client().CreateResponseAsync(new CreateResponseOptions(RunningServer.ModelName, items) { Tools = { tool } })).Value;

    private ResponsesClient Client() => new(
        new ApiKeyCredential("any"), new OpenAIClientOptions { Endpoint = new Uri(server.Url, "/v1") });
}
