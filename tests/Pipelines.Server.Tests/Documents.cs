using System.Net;

namespace Pipelines.Server.Tests;

/// <summary>What the server says of itself to programs: metrics, and the document of its API.</summary>
public sealed class Documents : IAsyncLifetime
{
    // Metrics are the process', and other tests run other servers in it.
    private const string Name = "measured";

    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync(modelName: Name);

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Of_metrics_are_Prometheus_text()
    {
        await server.Http.AskAsync(
            "/v1/chat/completions", $$"""{ "model": "{{Name}}", "messages": [{ "role": "user", "content": "Hi" }] }""");
        var response = await server.Http.GetAsync("/metrics");
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var types = new Dictionary<string, string>();
        var samples = new Dictionary<string, double>();
        foreach (var line in (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal)) continue;
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                types.TryAdd(words[2], words[3]).ShouldBeTrue($"{words[2]} is one family");
                continue;
            }

            line.ShouldMatch("""^[a-z_]+(\{([a-zA-Z_]+="([^"\\]|\\.)*",?)*\})? [-+0-9.eEInf]+$""");
            samples.TryAdd(line[..line.LastIndexOf(' ')], double.Parse(line[(line.LastIndexOf(' ') + 1)..])).ShouldBeTrue(line);
        }

        types.ShouldContainKeyAndValue("pipelines_requests_running", "gauge");
        types.ShouldContainKeyAndValue("pipelines_generation_tokens_total", "counter");
        types.ShouldContainKeyAndValue("pipelines_time_to_first_token_seconds", "histogram");
        samples.Where(sample => sample.Key.StartsWith("pipelines_generation_tokens_total", StringComparison.Ordinal)).Sum(one => one.Value)
            .ShouldBeGreaterThan(3);
        foreach (var histogram in types.Where(type => type.Value == "histogram").Select(type => type.Key))
        {
            var counts = samples.Where(one => one.Key.StartsWith(histogram + "_count", StringComparison.Ordinal)).Sum(one => one.Value);
            samples.Where(one => one.Key.StartsWith(histogram + "_bucket", StringComparison.Ordinal) && one.Key.Contains("le=\"+Inf\""))
                .Sum(one => one.Value).ShouldBe(counts);
        }
    }

    [Fact]
    public async Task Of_the_API_have_all_endpoints_and_their_members()
    {
        var reply = await server.Http.AskAsync("/openapi.json");
        reply.Status.ShouldBe(HttpStatusCode.OK);
        reply.Json.GetProperty("openapi").GetString().ShouldBe("3.1.0");
        var paths = reply.Json.GetProperty("paths");
        paths.EnumerateObject().Select(path => path.Name).ShouldBeSubsetOf(
        [
            "/detokenize", "/health", "/metrics", "/tokenize", "/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/health",
            "/v1/models", "/v1/models/{name}", "/v1/responses",
        ]);
        paths.EnumerateObject().Count().ShouldBe(11);
        var members = paths.GetProperty("/v1/chat/completions").GetProperty("post").GetProperty("requestBody").GetProperty("content")
            .GetProperty("application/json").GetProperty("schema").GetProperty("properties");
        members.GetProperty("temperature").GetProperty("maximum").GetDouble().ShouldBe(2);
        members.EnumerateObject().ShouldAllBe(member => member.Value.GetProperty("description").GetString()!.Length > 3);

        var schemas = reply.Json.GetProperty("components").GetProperty("schemas");
        foreach (var reference in References(reply.Json)) schemas.TryGetProperty(reference.Split('/')[^1], out _).ShouldBeTrue(reference);
    }

    private static IEnumerable<string> References(System.Text.Json.JsonElement json) => json.ValueKind switch
    {
        System.Text.Json.JsonValueKind.Object => json.EnumerateObject().SelectMany(member =>
            member.Name == "$ref" ? [member.Value.GetString()!] : References(member.Value)),
        System.Text.Json.JsonValueKind.Array => json.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
