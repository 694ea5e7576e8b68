using System.Net;
using System.Text.RegularExpressions;

namespace Pipelines.Server.Tests.Page;

/// <summary>The files of the page.</summary>
public sealed class Files : IAsyncLifetime
{
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync(options: new() { ApiKeys = [ApiKey.Parse("secret")] });

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Need_no_key_and_come_with_a_policy_that_lets_nothing_else_in()
    {
        var response = await server.Http.GetAsync("/");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; style-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Fact]
    public async Task Hold_what_pages_share()
    {
        var start = await server.Http.GetStringAsync("/");
        start.ShouldContain("<link rel=\"stylesheet\" href=\"page/theme.css\">");
        start.ShouldContain("<fieldset id=\"themes\">");
        start.ShouldNotContain("<!-- page/");
    }

    [Fact]
    public async Task Are_all_there_and_from_here()
    {
        var start = await server.Http.GetStringAsync("/");
        var found = new HashSet<string>();
        var next = new Queue<string>(Regex.Matches(start, "(?:src|href)=\"(page/[^\"]+)\"").Select(match => match.Groups[1].Value));
        while (next.TryDequeue(out var path))
        {
            if (!found.Add(path)) continue;
            var text = await server.Http.GetStringAsync($"/{path}");
            if (!path.EndsWith(".svg", StringComparison.Ordinal)) Regex.IsMatch(text, @"(?:from|import|url)\W+https?:").ShouldBeFalse(path);
            foreach (Match import in Regex.Matches(text, @"from '\./([^']+)'")) next.Enqueue($"page/{import.Groups[1].Value}");
        }

        found.ShouldContain("page/markdown.js");
        Regex.IsMatch(start, "(?:src|href)=\"(?!page/|#)").ShouldBeFalse();
    }

    [Fact]
    public async Task Are_not_sent_again_to_who_has_them()
    {
        var first = await server.Http.GetAsync("/page/page.js");
        var request = new HttpRequestMessage(HttpMethod.Get, "/page/page.js");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        var second = await server.Http.SendAsync(request);
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await second.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }
}
