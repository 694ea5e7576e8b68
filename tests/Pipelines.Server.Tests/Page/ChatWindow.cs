using Microsoft.Playwright;

namespace Pipelines.Server.Tests.Page;

/// <summary>The page of a server in a window, and what a person finds on it.</summary>
internal sealed class ChatWindow : IAsyncDisposable
{
    private readonly List<string> complaints = [];

    private ChatWindow(RunningServer server, IPage page)
    {
        (Server, Page) = (server, page);
        page.PageError += (_, error) => complaints.Add(error);
        page.Console += (_, message) =>
        {
            var refused = message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal);
            if (message.Type == "error" && !refused) complaints.Add(message.Text);
        };
    }

    /// <summary>The server behind it, which it disposes.</summary>
    public RunningServer Server { get; }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>Where a message is typed.</summary>
    public ILocator Question => Page.GetByLabel("Your message", new() { Exact = true });

    /// <summary>All answers.</summary>
    public ILocator Answers => Page.GetByRole(AriaRole.Article, new() { Name = "Answer", Exact = true });

    /// <summary>The last answer's text.</summary>
    public ILocator Answer => Answers.Last.Locator(".text");

    /// <summary>What the last answer took.</summary>
    public ILocator Figures => Answers.Last.Locator(".figures");

    /// <summary>All messages of the person.</summary>
    public ILocator Messages => Page.GetByRole(AriaRole.Article, new() { Name = "You", Exact = true });

    /// <summary>The open conversations' titles.</summary>
    public ILocator Titles => Page.GetByRole(AriaRole.Navigation, new() { Name = "Conversations" }).Locator("li .open");

    /// <summary>What the page or the browser found wrong, its policy included; what the server refuses is left out.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>A button by its name.</summary>
    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Opens the page of a new server in a new window.</summary>
    public static async Task<ChatWindow> OpenAsync(
        Browser browser, Func<string, string>? script = null, ServerOptions? options = null, int context = 2048,
        ColorScheme colours = ColorScheme.Light, int width = 1280)
    {
        var server = await RunningServer.StartAsync(script, options, context: context);
        var window = new ChatWindow(server, await browser.OpenAsync(colours, width));
        await window.Page.GotoAsync(server.Url.ToString());
        return window;
    }

    /// <summary>Types a message and sends it.</summary>
    public async Task AskAsync(string message)
    {
        await Question.FillAsync(message);
        await Question.PressAsync("Enter");
    }

    /// <summary>Waits until the last answer is complete.</summary>
    public async Task AnsweredAsync()
    {
        await Expectations.Expect(Answers.Last).ToHaveAttributeAsync("aria-busy", "false");
        await Expectations.Expect(Button("Send")).ToBeVisibleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        await Server.DisposeAsync();
    }
}
