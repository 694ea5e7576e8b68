namespace Pipelines.Server.Tests.Chat;

/// <summary>Several answers to one request, and answers that are drawn.</summary>
public sealed class Choices : IAsyncLifetime
{
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync(said => said);

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Are_as_many_as_were_asked_for_and_their_prompt_counts_once()
    {
        var one = await AskAsync(""" "n": 1 """);
        var three = await AskAsync(""" "n": 3 """);
        three.Json.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("index").GetInt32()).ShouldBe([0, 1, 2]);
        var (usage, usages) = (one.Json.GetProperty("usage"), three.Json.GetProperty("usage"));
        usages.GetProperty("prompt_tokens").GetInt32().ShouldBe(usage.GetProperty("prompt_tokens").GetInt32());
        usages.GetProperty("completion_tokens").GetInt32().ShouldBe(3 * usage.GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task May_be_more_than_are_written_at_once()
    {
        await using var narrow = await RunningServer.StartAsync(
            said => said, engineOptions: new Serving.EngineOptions { CacheBytes = 1 << 20, MaxSequences = 8 });
        var reply = await narrow.Http.AskAsync(
            "/v1/chat/completions", """{ "model": "scripted", "messages": [{ "role": "user", "content": "one" }], "n": 100 }""");
        Texts(reply).ShouldBe(Enumerable.Repeat("one", 100));
    }

    [Fact]
    public async Task Are_the_same_for_the_same_seed_and_others_for_another()
    {
        // Every token is as likely as every other: what is drawn is the seed's alone.
        const string uniform = """ "temperature": 2, "max_tokens": 24, "ignore_eos": true, "logit_bias": { "300": 0 } """;
        var biased = string.Join(',', Enumerable.Range(3, 250).Select(id => $"\"{id}\": 60"));
        var drawn = uniform.Replace("\"300\": 0", biased, StringComparison.Ordinal);
        var first = Texts(await AskAsync($"{drawn}, \"seed\": 7, \"n\": 2"));
        Texts(await AskAsync($"{drawn}, \"seed\": 7, \"n\": 2")).ShouldBe(first);
        Texts(await AskAsync($"{drawn}, \"seed\": 8, \"n\": 2")).ShouldNotBe(first);
        first[0].ShouldNotBe(first[1]);
    }

    [Fact]
    public async Task Follow_the_bias_of_a_token()
    {
        var token = Language.Text.Tokenizer.TokenId("!")!.Value;
        Texts(await AskAsync($"\"max_tokens\": 3, \"logit_bias\": {{ \"{token}\": 100 }}")).ShouldBe(["!!!"]);
    }

    [Fact]
    public async Task Are_the_likeliest_where_no_share_of_the_others_is_left() =>
        Texts(await AskAsync(""" "temperature": 2, "top_p": 0 """)).ShouldBe(["one two"]);

    private static string[] Texts(Reply reply) =>
    [
        .. reply.Json.GetProperty("choices").EnumerateArray()
            .Select(choice => choice.GetProperty("message").GetProperty("content").GetString()!),
    ];

    private Task<Reply> AskAsync(string members) => server.Http.AskAsync(
        "/v1/chat/completions", $$"""{ "model": "scripted", "messages": [{ "role": "user", "content": "one two" }], {{members}} }""");
}
