using static Pipelines.Server.Tests.Page.Expectations;

namespace Pipelines.Server.Tests.Page;

/// <summary>What a model wrote, as the page shows it.</summary>
[Collection(InBrowser.Name)]
public sealed class WrittenText(Browser browser)
{
    private const string Render = """
        async source => {
          const { Markdown } = await import('/page/markdown.js');
          const element = document.createElement('div');
          new Markdown(element).show(source);
          return element.innerHTML;
        }
        """;

    [BrowserTheory]
    [InlineData("*a* **b** ***c*** ~~d~~", "<p><em>a</em> <strong>b</strong> <strong><em>c</em></strong> <del>d</del></p>")]
    [InlineData("snake_case_name 2 * 3 * 4 \\*e\\*", "<p>snake_case_name 2 * 3 * 4 *e*</p>")]
    [InlineData("**open *and*", "<p>**open <em>and</em></p>")]
    [InlineData("`a*b*` ``c`d``", "<p><code>a*b*</code> <code>c`d</code></p>")]
    [InlineData("# T\nx\n\ny", "<h3>T</h3><p>x</p><p>y</p>")]
    [InlineData("- a\n  - b\n- c", "<ul><li><p>a</p><ul><li><p>b</p></li></ul></li><li><p>c</p></li></ul>")]
    [InlineData("3. a\n4. b", "<ol start=\"3\"><li><p>a</p></li><li><p>b</p></li></ol>")]
    [InlineData("> a\n> > b", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>")]
    [InlineData("a\n\n---\n\nb", "<p>a</p><hr><p>b</p>")]
    [InlineData("<b>a</b> &amp; <script>b</script>", "<p>&lt;b&gt;a&lt;/b&gt; &amp;amp; &lt;script&gt;b&lt;/script&gt;</p>")]
    [InlineData("[a](javascript:alert(1)) [b](data:text/html,c)", "<p>[a](javascript:alert(1)) [b](data:text/html,c)</p>")]
    [InlineData(
        "[a](https://b.c/d_(e)) https://f.g.",
        "<p><a href=\"https://b.c/d_(e)\" target=\"_blank\" rel=\"noopener noreferrer\">a</a> " +
        "<a href=\"https://f.g\" target=\"_blank\" rel=\"noopener noreferrer\">https://f.g</a>.</p>")]
    public async Task Is_Markdown(string source, string expected)
    {
        await using var window = await ChatWindow.OpenAsync(browser);
        (await window.Page.EvaluateAsync<string>(Render, source)).ShouldBe(expected);
    }

    [BrowserFact]
    public async Task Is_the_same_grown_or_at_once_and_each_place_on_the_screen_is_a_place_in_the_source()
    {
        await using var window = await ChatWindow.OpenAsync(browser);
        var random = new Random(7);
        string[] alphabet =
            ["*", "_", "`", "~", "[", "](", ")", "#", "> ", "- ", "1. ", "  ", "\n", "\n\n", "|", "-|-", "\\", "<", "a", "b c", "é", "🌿"];
        var sources = Enumerable.Range(0, 2000)
            .Select(_ => string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => alphabet[random.Next(alphabet.Length)]))).ToArray();
        var wrong = await window.Page.EvaluateAsync<string[]>("""
            async sources => {
              const { Markdown } = await import('/page/markdown.js');
              return sources.filter(source => {
                const [once, grown] = [document.createElement('div'), document.createElement('div')];
                const [whole, growing] = [new Markdown(once), new Markdown(grown)];
                whole.show(source);
                for (let length = 0; length <= source.length; length++) growing.show(source.slice(0, length));
                const misplaced = whole.segments.some(({ node, at }) => node.data.trimEnd() !== source.slice(at, at + node.length).trimEnd()
                  && ![...node.data].every((character, i) => character === '\n' || node.data[i] === source[at + i]));
                return misplaced || once.innerHTML !== grown.innerHTML;
              });
            }
            """, sources);
        wrong.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Takes_no_longer_when_it_is_hostile()
    {
        await using var window = await ChatWindow.OpenAsync(browser);
        foreach (var piece in new[] { "*", "[", "`a", "> ", "- ", "*a _b ", "**a ", "[a](b", "| -", "* ", "- a\n" })
            (await window.Page.EvaluateAsync<string>(Render, string.Concat(Enumerable.Repeat(piece, 20_000)))).ShouldNotBeEmpty();
    }

    [BrowserFact]
    public async Task Stays_text_whatever_it_says()
    {
        const string attack =
            "<img src=x onerror=\"document.title='x'\"><script>document.title='x'</script> [a](javascript:document.title='x')";
        await using var window = await ChatWindow.OpenAsync(browser, said => said);
        await window.AskAsync(attack);
        await window.AnsweredAsync();
        await Expect(window.Answer).ToHaveTextAsync(attack);
        await Expect(window.Messages.First.Locator(".text")).ToHaveTextAsync(attack);
        await Expect(window.Titles.First).ToHaveTextAsync(attack[..80]);
        await Expect(window.Page.Locator("#transcript :is(img, script, a)")).ToHaveCountAsync(0);
        (await window.Page.TitleAsync()).ShouldBe("Pipelines");
        window.Complaints.ShouldBeEmpty();
    }

    [BrowserFact]
    public async Task Has_code_that_is_copied_as_it_is()
    {
        await using var window = await ChatWindow.OpenAsync(browser, _ => "So:\n```csharp\nif (a < b)\n    return \"*c*\";\n```");
        await window.AskAsync("code");
        await window.AnsweredAsync();
        await window.Button("Copy").ClickAsync();
        await Expect(window.Button("Copied")).ToBeVisibleAsync();
        (await window.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()")).ShouldBe("if (a < b)\n    return \"*c*\";");
    }
}
