using Microsoft.Playwright;
using static Pipelines.Server.Tests.Page.Expectations;

namespace Pipelines.Server.Tests.Page;

/// <summary>The probabilities of an answer's tokens on the page.</summary>
[Collection(InBrowser.Name)]
public sealed class TokenProbabilities(Browser browser)
{
    /// <summary>The text that is pointed at, and where it is.</summary>
    private const string Pointed = """
        () => {
          const ranges = [...CSS.highlights.get('pointed')];
          const { startContainer, startOffset } = ranges.at(-1);
          const texts = ranges.map(range => range.startContainer.data.slice(range.startOffset, range.endOffset));
          return [texts.join(''), `${startContainer.data} ${startOffset}`];
        }
        """;

    [BrowserFact]
    public async Task Are_told_of_the_token_under_the_pointer()
    {
        await using var window = await ChatWindow.OpenAsync(browser, _ => "Well, **what** is the weather like?");
        await window.AskAsync("a");
        await window.AnsweredAsync();
        var word = window.Answer.GetByText("what", new() { Exact = true });
        await word.HoverAsync();

        var card = window.Page.GetByRole(AriaRole.Tooltip);
        await Expect(card).ToBeVisibleAsync();
        await Expect(card.Locator("strong")).ToHaveTextAsync("100 %");
        await Expect(card.GetByRole(AriaRole.Row)).ToHaveCountAsync(5);
        "what".ShouldContain((await card.Locator(".written th").InnerTextAsync()).Trim('*', '␣'));

        await window.Question.HoverAsync();
        await Expect(card).ToBeHiddenAsync();
    }

    [BrowserFact]
    public async Task Are_walked_through_with_the_arrow_keys()
    {
        await using var window = await ChatWindow.OpenAsync(browser, _ => "Grüße, 世界 👋 and *so on*");
        await window.AskAsync("a");
        await window.AnsweredAsync();
        await window.Answer.FocusAsync();
        var card = window.Page.GetByRole(AriaRole.Tooltip);
        var seen = new List<(string Text, string Place)>();
        for (var step = 0; step < 60; step++) // more than there are tokens: the last one stays
        {
            await window.Answer.PressAsync("ArrowRight");
            var pointed = await window.Page.EvaluateAsync<string[]>(Pointed);
            if (seen.Count == 0 || seen[^1].Place != pointed[1]) seen.Add((pointed[0], pointed[1]));
        }

        await Expect(card).ToBeVisibleAsync();
        seen[0].Text.ShouldStartWith("G");
        seen.ShouldContain(token => token.Text.Contains("👋"));
        string.Concat(seen.Select(token => token.Text)).ShouldContain("so on");
        await window.Answer.PressAsync("Escape");
        await Expect(card).ToBeHiddenAsync();
    }

    [BrowserTheory]
    [InlineData(
        "Grüße 👋!", new[] { "Gr", "ü", "ße", " \uFFFD", "\uFFFD", "!", "<|im_end|>" }, new[] { 2, 2, 3, 3, 2, 1, 10 },
        "0-2 2-3 3-5 5-8 6-8 8-9 9-9")]
    [InlineData("ab", new[] { "<tool>", "a", "b" }, new[] { 6, 1, 1 }, "0-0 0-1 1-2")]
    public async Task Belong_to_the_text_of_their_token(string content, string[] texts, int[] bytes, string expected)
    {
        await using var window = await ChatWindow.OpenAsync(browser);
        var ranges = await window.Page.EvaluateAsync<string>("""
            async ({ content, texts, bytes }) => {
              const { ranges } = await import('/page/tokens.js');
              return ranges(content, texts.map((text, i) => ({ text, bytes: bytes[i] }))).map(([from, to]) => `${from}-${to}`).join(' ');
            }
            """, new { content, texts, bytes });
        ranges.ShouldBe(expected);
    }
}
