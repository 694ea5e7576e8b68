using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Pipelines.Server.Tests.Page.Expectations;

namespace Pipelines.Server.Tests.Page;

/// <summary>A conversation on the page, in a browser.</summary>
[Collection(InBrowser.Name)]
public sealed class Conversation(Browser browser)
{
    /// <summary>Steps after which an answer has begun and not ended: one for the prompt, and some words.</summary>
    private const int Begun = 10;

    private const string Story =
        "One two three four five six seven eight nine ten, and then the same words once more: one two three four five.";

    [BrowserFact]
    public async Task Shows_an_answer_while_it_is_written()
    {
        await using var window = await ChatWindow.OpenAsync(browser, _ => Story);
        window.Server.Decoder.Allow(Begun);
        await window.AskAsync("Tell me a story");

        await Expect(window.Answer).ToContainTextAsync("One");
        (await window.Button("Stop").IsVisibleAsync()).ShouldBeTrue();
        (await window.Answer.InnerTextAsync()).Length.ShouldBeLessThan(Story.Length);

        window.Server.Decoder.AllowAll();
        await window.AnsweredAsync();
        await Expect(window.Answer).ToHaveTextAsync(Story);
        await Expect(window.Messages.Locator(".text")).ToHaveTextAsync(["Tell me a story"]);
        await Expect(window.Figures).ToHaveTextAsync(new Regex(@"^\d+ tokens · [\d.]+ tokens/s · first after [\d.]+ s"));
        await Expect(window.Titles).ToHaveTextAsync(["Tell me a story"]);
        window.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Stops_an_answer_and_frees_what_it_held()
    {
        await using var window = await ChatWindow.OpenAsync(browser, _ => Story);
        window.Server.Decoder.Allow(Begun);
        await window.AskAsync("Tell me a story");
        await Expect(window.Answer).ToContainTextAsync("One");
        await window.Button("Stop").ClickAsync();

        await Expect(window.Figures).ToContainTextAsync("stopped");
        (await window.Answer.InnerTextAsync()).Length.ShouldBeLessThan(Story.Length);
        window.Server.Decoder.AllowAll();
        for (var waited = 0; window.Server.Engine.State.Running > 0 && waited < 3000; waited++) await Task.Delay(100);
        (window.Server.Engine.State.Running, window.Server.Engine.State.BlocksInUse).ShouldBe((0, 0));
    }

    [BrowserFact]
    public async Task Writes_an_answer_again_and_answers_what_was_edited()
    {
        var answer = "The first answer";
        await using var window = await ChatWindow.OpenAsync(browser, said => $"{answer} to {said}");
        await window.AskAsync("a");
        await window.AnsweredAsync();
        answer = "Another answer";
        await window.Button("Write it again").ClickAsync();
        await Expect(window.Answer).ToHaveTextAsync("Another answer to a");
        await window.AnsweredAsync();

        await window.AskAsync("b");
        await window.AnsweredAsync();
        await window.Messages.First.HoverAsync();
        await window.Messages.First.GetByRole(AriaRole.Button, new() { Name = "Edit the message" }).ClickAsync();
        await window.Page.GetByLabel("Edit your message").FillAsync("c");
        await window.Page.GetByLabel("Edit your message").PressAsync("Enter");
        await Expect(window.Answer).ToHaveTextAsync("Another answer to c");
        await window.AnsweredAsync();
        await Expect(window.Messages.Locator(".text")).ToHaveTextAsync(["c"]);
        await Expect(window.Answers).ToHaveCountAsync(1);
    }

    [BrowserFact]
    public async Task Asks_with_what_was_set_and_what_was_said_before()
    {
        await using var window = await ChatWindow.OpenAsync(browser);
        await window.AskAsync("a");
        await window.AnsweredAsync();
        await window.Button("Settings").ClickAsync();
        await window.Page.GetByLabel("System prompt").FillAsync("Be brief.");
        await window.Page.GetByLabel("Top p", new() { Exact = true }).FillAsync("0.5");
        await window.Page.GetByLabel("Stop texts, one a line").FillAsync("x y\nz");
        await window.Page.GetByLabel("Stop texts, one a line").BlurAsync();
        var request = await window.Page.RunAndWaitForRequestAsync(() => window.AskAsync("b"), request => request.Method == "POST");
        await window.AnsweredAsync();

        using var sent = JsonDocument.Parse(request.PostData!);
        var messages = sent.RootElement.GetProperty("messages");
        messages.EnumerateArray().Select(message => $"{message.GetProperty("role")}: {message.GetProperty("content")}")
            .ShouldBe(["system: Be brief.", "user: a", "assistant: You said: a", "user: b"]);
        sent.RootElement.GetProperty("top_p").GetDouble().ShouldBe(0.5);
        sent.RootElement.GetProperty("stop").EnumerateArray().Select(text => text.GetString()).ShouldBe(["x y", "z"]);
        sent.RootElement.TryGetProperty("temperature", out _).ShouldBeFalse("what nobody set is the model's to choose");
    }

    [BrowserFact]
    public async Task Is_kept_until_it_is_deleted()
    {
        await using var window = await ChatWindow.OpenAsync(browser);
        await window.AskAsync("first");
        await window.AnsweredAsync();
        await window.Button("New conversation").ClickAsync();
        await window.AskAsync("second");
        await window.AnsweredAsync();
        await window.Page.ReloadAsync();
        await Expect(window.Titles).ToHaveTextAsync(["second", "first"]);
        await window.Titles.Last.ClickAsync();
        await Expect(window.Answer).ToHaveTextAsync("You said: first");

        await window.Titles.Last.HoverAsync();
        await window.Button("Delete “first”").ClickAsync();
        await window.Button("Delete").ClickAsync();
        await Expect(window.Titles).ToHaveTextAsync(["second"]);
        await Expect(window.Answers).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task Says_what_went_wrong_and_goes_on()
    {
        await using var window = await ChatWindow.OpenAsync(browser, context: 64);
        await window.AskAsync(string.Concat(Enumerable.Repeat("many words ", 60)));
        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("context");
        await window.Button("New conversation").ClickAsync();
        await window.AskAsync("few");
        await window.AnsweredAsync();
        await Expect(window.Answer).ToHaveTextAsync("You said: few");

        await window.Page.Context.SetOfflineAsync(true);
        await window.AskAsync("more");
        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("The server cannot be reached.");
    }

    [BrowserFact]
    public async Task Begins_with_a_key_where_the_server_wants_one()
    {
        await using var window = await ChatWindow.OpenAsync(browser, options: new() { ApiKeys = [ApiKey.Parse("open sesame")] });
        var key = window.Page.GetByLabel("API key", new() { Exact = true });
        await key.FillAsync("wrong");
        await key.PressAsync("Enter");
        await Expect(window.Page.GetByText("not one of this server's")).ToBeVisibleAsync();
        await key.FillAsync("open sesame");
        await window.Button("Use it").ClickAsync();
        await Expect(window.Page.GetByLabel("Model")).ToHaveValueAsync(RunningServer.ModelName);
        await window.AskAsync("a");
        await window.AnsweredAsync();
        await Expect(window.Answer).ToHaveTextAsync("You said: a");
    }
}
