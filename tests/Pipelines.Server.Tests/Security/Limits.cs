using System.Diagnostics;
using System.Net;

namespace Pipelines.Server.Tests.Security;

/// <summary>How much a client may ask, and from where.</summary>
public sealed class Limits
{
    [Fact]
    public async Task Of_requests_a_minute_are_a_429_with_the_time_to_wait()
    {
        await using var server = await RunningServer.StartAsync(options: new ServerOptions { RequestsPerMinute = 3 });
        var (began, let) = (Stopwatch.GetTimestamp(), 0);
        var reply = await server.Http.AskAsync("/v1/models");
        for (; reply.Status == HttpStatusCode.OK; let++) reply = await server.Http.AskAsync("/v1/models");
        // A machine that is slow to ask has earned more by then.
        let.ShouldBeInRange(3, 3 + (int)(Stopwatch.GetElapsedTime(began) / TimeSpan.FromSeconds(20)));
        reply.Status.ShouldBe(HttpStatusCode.TooManyRequests);
        reply.Code.ShouldBe("rate_limit_exceeded");
        reply.Response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 20);
        (await server.Http.AskAsync("/health")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Are_each_keys_own()
    {
        await using var server = await RunningServer.StartAsync(options: new ServerOptions
        {
            RequestsPerMinute = 1,
            ApiKeys = [ApiKey.Parse("a"), ApiKey.Parse("b")],
        });
        foreach (var key in new[] { "a", "b" }) (await server.Client(key).GetOpenAIModelClient().GetModelsAsync()).Value.Count.ShouldBe(1);
        (await Should.ThrowAsync<System.ClientModel.ClientResultException>(
            () => server.Client("a").GetOpenAIModelClient().GetModelsAsync())).Status.ShouldBe(429);
    }

    [Fact]
    public async Task Of_the_queue_are_a_429_too()
    {
        await using var server = await RunningServer.StartAsync(
            engineOptions: new Serving.EngineOptions { CacheBytes = 4 << 20, MaxQueue = 1, MaxSequences = 1 });
        server.Decoder.Allow(0);
        var asked = Enumerable.Range(0, 8).Select(_ => server.Http.AskAsync(
            "/v1/chat/completions", """{ "model": "scripted", "messages": [{ "role": "user", "content": "Hi" }] }""")).ToList();
        // One is being answered, and one waits for its turn: none is answered before the others are refused.
        for (var refused = 0; refused < 6; refused++)
        {
            var first = await Task.WhenAny(asked);
            asked.Remove(first);
            ((await first).Status, (await first).Code).ShouldBe((HttpStatusCode.TooManyRequests, "queue_full"));
        }

        server.Decoder.AllowAll();
        (await Task.WhenAll(asked)).ShouldContain(reply => reply.Status == HttpStatusCode.OK);
    }

    [Fact]
    public async Task Of_origins_hold_for_browsers()
    {
        await using var closed = await RunningServer.StartAsync();
        (await AllowedAsync(closed, "https://example.org")).ShouldBeNull();
        await using var open = await RunningServer.StartAsync(options: new ServerOptions { CorsOrigins = ["https://example.org"] });
        (await AllowedAsync(open, "https://example.org")).ShouldBe("https://example.org");
        (await AllowedAsync(open, "https://example.com")).ShouldBeNull();
    }

    private static async Task<string?> AllowedAsync(RunningServer server, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/chat/completions");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization, content-type");
        using var response = await server.Http.SendAsync(request);
        return response.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
    }
}
