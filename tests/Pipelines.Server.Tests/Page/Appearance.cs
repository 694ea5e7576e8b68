using Microsoft.Playwright;
using static Pipelines.Server.Tests.Page.Expectations;

namespace Pipelines.Server.Tests.Page;

/// <summary>How the page looks: themes, room, contrast.</summary>
[Collection(InBrowser.Name)]
public sealed class Appearance(Browser browser)
{
    private const string Paper = "() => getComputedStyle(document.documentElement).backgroundColor";

    [BrowserFact]
    public async Task Is_as_the_system_has_it_until_one_is_chosen()
    {
        await using var window = await ChatWindow.OpenAsync(browser, colours: ColorScheme.Dark);
        var dark = await window.Page.EvaluateAsync<string>(Paper);
        await window.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        var light = await window.Page.EvaluateAsync<string>(Paper);
        light.ShouldNotBe(dark);

        await window.Page.GetByTitle("Dark", new() { Exact = true }).ClickAsync();
        (await window.Page.EvaluateAsync<string>(Paper)).ShouldBe(dark);
        await window.Page.ReloadAsync();
        (await window.Page.EvaluateAsync<string>(Paper)).ShouldBe(dark);
        await Expect(window.Page.GetByLabel("Dark", new() { Exact = true })).ToBeCheckedAsync();
        await window.Page.GetByTitle("As the system").ClickAsync();
        (await window.Page.EvaluateAsync<string>(Paper)).ShouldBe(light);
    }

    [BrowserTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Has_the_contrast_that_WCAG_asks_for(ColorScheme colours)
    {
        await using var window = await ChatWindow.OpenAsync(browser, colours: colours);
        (string Ink, string Paper)[] pairs =
        [
            ("ink", "paper"), ("ink", "side"), ("ink", "tint"), ("ink", "raised"),
            ("quiet", "paper"), ("quiet", "side"), ("quiet", "raised"),
            ("accent", "paper"), ("on-accent", "accent"), ("wrong", "wrong-tint"), ("wrong", "raised"),
        ];
        foreach (var (ink, paper) in pairs)
            (await ContrastAsync(window, ink, paper)).ShouldBeGreaterThanOrEqualTo(4.5, $"{ink} on {paper}");
        (await ContrastAsync(window, "edge", "raised")).ShouldBeGreaterThanOrEqualTo(3, "borders of fields");
    }

    [BrowserFact]
    public async Task Fits_a_telephone_with_its_panels_over_the_conversation()
    {
        await using var window = await ChatWindow.OpenAsync(browser, _ => $"```\n{new string('x', 300)}\n```", width: 360);
        await window.AskAsync("wide");
        await window.AnsweredAsync();
        (await window.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBe(360);
        (await window.Page.EvaluateAsync<int>("() => document.getElementById('scroll').scrollWidth")).ShouldBe(360);

        var panel = window.Page.GetByRole(AriaRole.Complementary, new() { Name = "Settings" });
        await Expect(panel).ToBeHiddenAsync();
        await window.Button("Settings").ClickAsync();
        await Expect(panel).ToBeVisibleAsync();
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(panel).ToBeHiddenAsync();
        await Expect(window.Button("Settings")).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task Is_worked_with_the_keyboard_alone()
    {
        await using var window = await ChatWindow.OpenAsync(browser);
        await Expect(window.Question).ToBeFocusedAsync();
        await window.Page.Keyboard.TypeAsync("first");
        await window.Page.Keyboard.PressAsync("Shift+Enter");
        await window.Page.Keyboard.TypeAsync("line");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.AnsweredAsync();
        await Expect(window.Messages).ToHaveCountAsync(1);
        (await window.Messages.Locator(".text").InnerTextAsync()).ShouldBe("first\nline");

        await window.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(window.Page.GetByLabel("Edit your message")).ToBeFocusedAsync();
        await window.Page.Keyboard.PressAsync("Control+A");
        await window.Page.Keyboard.TypeAsync("second");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Answer).ToHaveTextAsync("You said: second");
        await window.AnsweredAsync();

        await window.Page.Keyboard.PressAsync("Alt+n");
        await Expect(window.Answers).ToHaveCountAsync(0);
        await Expect(window.Question).ToBeFocusedAsync();
        window.Server.Decoder.Allow(10);
        await window.Page.Keyboard.TypeAsync("a long one that is stopped before its end");
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(window.Answer).ToContainTextAsync("You");
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(window.Figures).ToContainTextAsync("stopped");
    }

    /// <summary>A colour of the page as red, green and blue of 0 to 255.</summary>
    private static async Task<double[]> ColourAsync(ChatWindow window, string name) => await window.Page.EvaluateAsync<double[]>("""
        name => {
          const probe = document.body.appendChild(document.createElement('span'));
          probe.style.color = `var(--${name})`;
          const found = getComputedStyle(probe).color.match(/[\d.]+/g).map(Number);
          probe.remove();
          return found;
        }
        """, name);

    /// <summary>WCAG 2.2: the lighter one's relative luminance over the darker one's, both with 0.05 of stray light.</summary>
    private static async Task<double> ContrastAsync(ChatWindow window, string one, string other)
    {
        var (a, b) = (Luminance(await ColourAsync(window, one)), Luminance(await ColourAsync(window, other)));
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
    }

    private static double Luminance(double[] colour)
    {
        var linear = colour.Select(value => value / 255)
            .Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4)).ToArray();
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    }
}
