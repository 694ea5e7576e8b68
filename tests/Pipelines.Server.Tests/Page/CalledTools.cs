using System.Text.Json;
using Microsoft.Playwright;
using static Pipelines.Server.Tests.Page.Expectations;

namespace Pipelines.Server.Tests.Page;

/// <summary>Calls of tools on the page, in a browser.</summary>
[Collection(InBrowser.Name)]
public sealed class CalledTools(Browser browser)
{
    private const string ParisAndRome =
        "Let me see.\n<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Paris\"}}\n</tool_call>\n"
        + "<tool_call>\n{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Rome\"}}\n</tool_call>";

    private const string Tools = """
        [{"type": "function", "function": {"name": "get_weather", "description": "The weather in a city",
          "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}]
        """;

    [BrowserFact]
    public async Task Are_shown_and_answered_from_what_they_gave()
    {
        await using var window = await OpenAsync();
        await window.AskAsync("How is the weather in Paris and Rome?");
        await window.AnsweredAsync();
        var calls = window.Answer.Locator("xpath=..").Locator(".calls figure");
        await Expect(window.Answer).ToHaveTextAsync("Let me see.");
        await Expect(calls.Locator(".name")).ToHaveTextAsync(["get_weather", "get_weather"]);
        (await calls.Locator("code").AllInnerTextsAsync()).ShouldBe(["{\n  \"city\": \"Paris\"\n}", "{\n  \"city\": \"Rome\"\n}"]);

        var results = window.Page.GetByLabel("What get_weather gives");
        await results.First.FillAsync("sunny");
        await results.Last.FillAsync("rain");
        var request = await window.Page.RunAndWaitForRequestAsync(
            () => window.Button("Go on with the results").ClickAsync(), request => request.Method == "POST");
        await Expect(window.Answer).ToHaveTextAsync("Sunny in one, rain in the other.");
        await window.AnsweredAsync();
        using var sent = JsonDocument.Parse(request.PostData!);
        var messages = sent.RootElement.GetProperty("messages").EnumerateArray().ToArray();
        messages.Select(message => message.GetProperty("role").GetString()).ShouldBe(["user", "assistant", "tool", "tool"]);
        messages[2..].Select(message => message.GetProperty("content").GetString()).ShouldBe(["sunny", "rain"]);
        messages[1].GetProperty("tool_calls").EnumerateArray().Select(call => call.GetProperty("id").GetString())
            .ShouldBe(messages[2..].Select(message => message.GetProperty("tool_call_id").GetString()));

        await window.Page.ReloadAsync();
        await window.Titles.First.ClickAsync();
        await Expect(window.Answers.First.Locator(".calls figure")).ToHaveCountAsync(2);
        await Expect(results.First).ToHaveValueAsync("sunny");
        (await results.First.GetAttributeAsync("readonly")).ShouldNotBeNull();
        await Expect(window.Button("Go on with the results")).ToHaveCountAsync(0);
        window.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Are_not_offered_from_what_is_no_list()
    {
        await using var window = await OpenAsync("{ \"type\": \"function\" }");
        (await window.Page.GetByLabel("Tools, as a JSON list").EvaluateAsync<bool>("field => field.checkValidity()")).ShouldBeFalse();
        var request = await window.Page.RunAndWaitForRequestAsync(() => window.AskAsync("Hello"), request => request.Method == "POST");
        await window.AnsweredAsync();
        using var sent = JsonDocument.Parse(request.PostData!);
        sent.RootElement.TryGetProperty("tools", out _).ShouldBeFalse();
        await Expect(window.Page.GetByRole(AriaRole.Form, new() { Name = "Calls of tools" })).ToHaveCountAsync(0);
    }

    private async Task<ChatWindow> OpenAsync(string tools = Tools)
    {
        var window = await ChatWindow.OpenAsync(browser, said =>
            said.Contains("<tool_response>", StringComparison.Ordinal) ? "Sunny in one, rain in the other."
            : said.Contains("weather", StringComparison.Ordinal) ? ParisAndRome
            : $"You said: {said}");
        await window.Button("Settings").ClickAsync();
        await window.Page.GetByLabel("Tools, as a JSON list").FillAsync(tools);
        await window.Page.GetByLabel("Tools, as a JSON list").BlurAsync();
        return window;
    }
}
