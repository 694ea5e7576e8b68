using System.Text.Json;

namespace Pipelines.Server.Tests;

/// <summary>Continuations of texts, whole and in pieces. The script takes a text without a user as said, and then ends it.</summary>
public sealed class Completions : IAsyncLifetime
{
    private const string Turn = "<|im_start|>user\\none two<|im_end|>\\n<|im_start|>assistant\\n";

    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Go_on_from_a_text()
    {
        var reply = await AskAsync($"\"prompt\": \"{Turn}\"");
        var choice = reply.Json.GetProperty("choices")[0];
        choice.GetProperty("text").GetString().ShouldBe("You said: one two");
        choice.GetProperty("finish_reason").GetString().ShouldBe("stop");
        reply.Json.GetProperty("object").GetString().ShouldBe("text_completion");
        reply.Json.GetProperty("id").GetString().ShouldStartWith("cmpl-");
    }

    [Fact]
    public async Task Go_on_from_several_texts_or_tokens_in_their_order()
    {
        var texts = await AskAsync($"\"prompt\": [\"{Turn}\", \"{Turn.Replace("two", "three")}\"], \"n\": 2");
        Texts(texts).ShouldBe(["You said: one two", "You said: one two", "You said: one three", "You said: one three"]);

        var (tokens, others) = (Encoded(Turn), Encoded(Turn.Replace("two", "three")));
        Texts(await AskAsync($"\"prompt\": [{string.Join(',', tokens)}]")).ShouldBe(["You said: one two"]);
        Texts(await AskAsync($"\"prompt\": [[{string.Join(',', tokens)}], [{string.Join(',', tokens)}]]")).Length.ShouldBe(2);
        texts.Json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32().ShouldBe(tokens.Length + others.Length);
    }

    [Fact]
    public async Task Come_after_their_prompt_with_the_log_probabilities_of_both()
    {
        var reply = await AskAsync($"\"prompt\": \"{Turn}\", \"echo\": true, \"logprobs\": 2, \"max_tokens\": 4");
        var choice = reply.Json.GetProperty("choices")[0];
        var text = choice.GetProperty("text").GetString()!;
        text.ShouldStartWith("<|im_start|>user\none two<|im_end|>");
        var told = choice.GetProperty("logprobs");
        var tokens = told.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()!).ToArray();
        string.Concat(tokens).ShouldBe(text);
        told.GetProperty("token_logprobs")[0].ValueKind.ShouldBe(JsonValueKind.Null);
        told.GetProperty("top_logprobs")[0].ValueKind.ShouldBe(JsonValueKind.Null);
        told.GetProperty("token_logprobs").EnumerateArray().Skip(1).ShouldAllBe(one => one.GetSingle() <= 0);
        var offsets = told.GetProperty("text_offset").EnumerateArray().Select(offset => offset.GetInt32()).ToArray();
        for (var i = 0; i < tokens.Length; i++) text[offsets[i]..].ShouldStartWith(tokens[i]);
    }

    [Fact]
    public async Task Score_a_prompt_without_going_on()
    {
        var reply = await AskAsync($"\"prompt\": \"{Turn}\", \"echo\": true, \"logprobs\": 0, \"max_tokens\": 0");
        var choice = reply.Json.GetProperty("choices")[0];
        choice.GetProperty("text").GetString().ShouldEndWith("assistant\n");
        var usage = reply.Json.GetProperty("usage");
        choice.GetProperty("logprobs").GetProperty("tokens").GetArrayLength().ShouldBe(usage.GetProperty("prompt_tokens").GetInt32());
        usage.GetProperty("completion_tokens").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task Come_in_pieces_with_their_usage_last()
    {
        var events = await server.Http.StreamAsync(
            "/v1/completions",
            $$"""
            { "model": "scripted", "prompt": ["{{Turn}}", "{{Turn}}"], "stream": true, "stream_options": { "include_usage": true } }
            """);
        events[^1].Data.ShouldBe("[DONE]");
        var pieces = events.SkipLast(1).Select(one => one.Json).ToArray();
        for (var index = 0; index < 2; index++)
            string.Concat(pieces.SelectMany(piece => piece.GetProperty("choices").EnumerateArray())
                .Where(choice => choice.GetProperty("index").GetInt32() == index)
                .Select(choice => choice.GetProperty("text").GetString())).ShouldBe("You said: one two");
        pieces[^1].GetProperty("choices").GetArrayLength().ShouldBe(0);
        pieces[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32().ShouldBeGreaterThan(8);
        pieces.SkipLast(1).ShouldAllBe(piece => piece.GetProperty("usage").ValueKind == JsonValueKind.Null);
    }

    private static int[] Encoded(string json) => Language.Text.Tokenizer.Encode(JsonSerializer.Deserialize<string>($"\"{json}\"")!);

    private static string[] Texts(Reply reply) =>
        [.. reply.Json.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("text").GetString()!)];

    private Task<Reply> AskAsync(string members) => server.Http.AskAsync("/v1/completions", $$"""{ "model": "scripted", {{members}} }""");
}
