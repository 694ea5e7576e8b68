using Microsoft.Playwright;

namespace Pipelines.Server.Tests.Page;

/// <summary>The machine's own Chromium, without a window; one for all tests of the page.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>What a test is skipped with where <see cref="Executable"/> is null.</summary>
    internal const string Missing = "Chromium is missing: ./eng/setup --tests installs it, and CHROMIUM=<file> names another";

    /// <summary>The milliseconds that a busy machine may take for anything.</summary>
    internal const float Patience = 60_000;

    private IPlaywright? playwright;
    private IBrowser? chromium;

    /// <summary>The program, or null.</summary>
    internal static string? Executable { get; } =
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
            .FirstOrDefault(File.Exists);

    public async Task InitializeAsync()
    {
        if (Executable is null) return;
        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = Executable, Args = ["--no-sandbox"], Timeout = Patience });
    }

    public async Task DisposeAsync()
    {
        if (chromium is not null) await chromium.DisposeAsync();
        playwright?.Dispose();
    }

    /// <summary>A window with nothing of others in it.</summary>
    internal async Task<IPage> OpenAsync(ColorScheme colours, int width)
    {
        var context = await chromium!.NewContextAsync(new()
        {
            ColorScheme = colours,
            ViewportSize = new() { Width = width, Height = 800 },
            Permissions = ["clipboard-read", "clipboard-write"],
        });
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }
}

/// <summary>Tests that share the browser.</summary>
[CollectionDefinition(Name)]
public sealed class InBrowser : ICollectionFixture<Browser>
{
    public const string Name = "in a browser";
}
