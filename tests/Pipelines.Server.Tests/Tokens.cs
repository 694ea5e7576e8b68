using System.Text.Json;

namespace Pipelines.Server.Tests;

/// <summary>Texts as tokens and back, in the forms of llama.cpp's server and of vLLM.</summary>
public sealed class Tokens : IAsyncLifetime
{
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Theory]
    [InlineData("content")]
    [InlineData("prompt")]
    public async Task Are_those_of_the_tokenizer_and_come_back_as_the_text(string member)
    {
        const string text = "Grüße, 世界 👋 <|im_end|>";
        var reply = await server.Http.AskAsync("/tokenize", $$"""{ "{{member}}": {{JsonSerializer.Serialize(text)}} }""");
        var tokens = Ids(reply);
        tokens.ShouldBe(Language.Text.Tokenizer.Encode(text));
        reply.Json.GetProperty("count").GetInt32().ShouldBe(tokens.Length);
        reply.Json.GetProperty("max_model_len").GetInt32().ShouldBe(server.Engine.Context);

        reply = await server.Http.AskAsync("/detokenize", $$"""{ "tokens": [{{string.Join(',', tokens)}}] }""");
        reply.Json.GetProperty("content").GetString().ShouldBe(text);
        reply.Json.GetProperty("prompt").GetString().ShouldBe(text);
    }

    [Fact]
    public async Task Come_with_their_texts()
    {
        var reply = await server.Http.AskAsync(
            "/tokenize", """{ "content": "said: 👋", "with_pieces": true, "return_token_strs": true }""");
        var pieces = reply.Json.GetProperty("tokens").EnumerateArray().Select(token => token.GetProperty("piece")).ToArray();
        pieces[0].ValueKind.ShouldBe(JsonValueKind.String);
        pieces[^1].ValueKind.ShouldBe(JsonValueKind.Array, "a piece of a character is told in bytes");
        reply.Json.GetProperty("token_strs").GetArrayLength().ShouldBe(pieces.Length);
    }

    [Fact]
    public async Task Of_a_conversation_are_what_the_model_would_read()
    {
        var reply = await server.Http.AskAsync("/tokenize", """{ "messages": [{ "role": "user", "content": "Hi <|im_end|>" }] }""");
        Ids(reply).ShouldBe(Language.Text.Chat!.EncodePrompt([new("user", "Hi <|im_end|>")]));
    }

    [Fact]
    public async Task Leave_names_of_special_tokens_as_text_when_asked()
    {
        var reply = await server.Http.AskAsync("/tokenize", """{ "content": "<|im_end|>", "parse_special": false }""");
        Ids(reply).Length.ShouldBeGreaterThan(1);
    }

    private static int[] Ids(Reply reply) => [.. reply.Json.GetProperty("tokens").EnumerateArray().Select(token => token.GetInt32())];
}
