using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Pipelines.Server.Tests.Page;

/// <summary>What something on the page comes to be, with more patience than Playwright has by itself.</summary>
internal readonly record struct Expectations(ILocator Locator)
{
    public static Expectations Expect(ILocator locator) => new(locator);

    public Task ToHaveTextAsync(string text) => Inner.ToHaveTextAsync(text, new() { Timeout = Browser.Patience });

    public Task ToHaveTextAsync(Regex text) => Inner.ToHaveTextAsync(text, new() { Timeout = Browser.Patience });

    public Task ToHaveTextAsync(string[] texts) => Inner.ToHaveTextAsync(texts, new() { Timeout = Browser.Patience });

    public Task ToContainTextAsync(string text) => Inner.ToContainTextAsync(text, new() { Timeout = Browser.Patience });

    public Task ToHaveCountAsync(int count) => Inner.ToHaveCountAsync(count, new() { Timeout = Browser.Patience });

    public Task ToHaveValueAsync(string value) => Inner.ToHaveValueAsync(value, new() { Timeout = Browser.Patience });

    public Task ToHaveAttributeAsync(string name, string value) =>
        Inner.ToHaveAttributeAsync(name, value, new() { Timeout = Browser.Patience });

    public Task ToBeVisibleAsync() => Inner.ToBeVisibleAsync(new() { Timeout = Browser.Patience });

    public Task ToBeHiddenAsync() => Inner.ToBeHiddenAsync(new() { Timeout = Browser.Patience });

    public Task ToBeFocusedAsync() => Inner.ToBeFocusedAsync(new() { Timeout = Browser.Patience });

    public Task ToBeCheckedAsync() => Inner.ToBeCheckedAsync(new() { Timeout = Browser.Patience });

    private ILocatorAssertions Inner => Assertions.Expect(Locator);
}
