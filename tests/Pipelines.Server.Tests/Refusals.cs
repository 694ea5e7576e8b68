using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Pipelines.Server.Tests;

/// <summary>Requests that cannot be done are told so, with the place and what was expected, and the server goes on.</summary>
public sealed class Refusals : IAsyncLifetime
{
    private const string Hello = """ "messages": [{ "role": "user", "content": "Hi" }] """;

    private RunningServer server = null!;

    public async Task InitializeAsync() =>
        server = await RunningServer.StartAsync(options: new ServerOptions { MaxRequestBytes = 64 << 10 }, context: 256);

    public async Task DisposeAsync()
    {
        (await server.Http.AskAsync("/v1/chat/completions", $$"""{ "model": "scripted", {{Hello}} }""")).Status.ShouldBe(HttpStatusCode.OK);
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("model", """ "model": 7 """)]
    [InlineData("model", """ "model": "" """)]
    [InlineData("messages", """ "messages": [] """)]
    [InlineData("messages", """ "messages": null """)]
    [InlineData("messages", """ "messages": "Hi" """)]
    [InlineData("messages[1].role", """ "messages": [{ "role": "user", "content": "a" }, { "role": "usr", "content": "b" }] """)]
    [InlineData("messages[0].content", """ "messages": [{ "role": "user" }] """)]
    [InlineData(
        "messages[0].content[0].image_url",
        """ "messages": [{ "role": "user", "content": [{ "type": "text", "text": "", "image_url": { "url": "x" } }] }] """)]
    [InlineData("messages[0].content[0].type", """ "messages": [{ "role": "user", "content": [{ "type": "image_url" }] }] """)]
    [InlineData("messages[0].content", """ "messages": [{ "role": "user", "content": "\ud83d" }] """)]
    [InlineData(
        "messages[0].tool_calls[0].function.arguments",
        """ "messages": [{ "role": "assistant", "tool_calls": [{ "id": "a", "function": { "name": "f", "arguments": "{" } }] }] """)]
    [InlineData("messages[0].tool_call_id", """ "messages": [{ "role": "tool", "content": "x" }] """)]
    [InlineData("temperature", """ "temperature": -1 """)]
    [InlineData("temperature", """ "temperature": "hot" """)]
    [InlineData("temperature", """ "temperature": 1e999 """)]
    [InlineData("top_p", """ "top_p": 1.5 """)]
    [InlineData("n", """ "n": 1000000 """)]
    [InlineData("n", """ "n": 0 """)]
    [InlineData("n", """ "n": 1.5 """)]
    [InlineData("best_of", """ "n": 3, "best_of": 2 """)]
    [InlineData("max_tokens", """ "max_tokens": 0 """)]
    [InlineData("max_completion_tokens", """ "max_completion_tokens": 99999999999999999999 """)]
    [InlineData("stop[1]", """ "stop": ["a", 7] """)]
    [InlineData("stop", """ "stop": "" """)]
    [InlineData("logit_bias.x", """ "logit_bias": { "x": 1 } """)]
    [InlineData("logit_bias.5", """ "logit_bias": { "5": 101 } """)]
    [InlineData("logit_bias", """ "logit_bias": { "999999": 1 } """)]
    [InlineData("top_logprobs", """ "top_logprobs": 3 """)]
    [InlineData("top_logprobs", """ "logprobs": true, "top_logprobs": 21 """)]
    [InlineData("stream_options", """ "stream_options": { "include_usage": true } """)]
    [InlineData("tools[0].function.name", """ "tools": [{ "type": "function", "function": { "name": "a b" } }] """)]
    [InlineData("tools[0].type", """ "tools": [{ "type": "web_search", "function": { "name": "a" } }] """)]
    [InlineData("tool_choice", """ "tool_choice": "required" """)]
    [InlineData("tool_choice.function.name", """ "tool_choice": { "type": "function", "function": { "name": "f" } } """)]
    [InlineData("response_format.type", """ "response_format": { "type": "xml" } """)]
    [InlineData("response_format.json_schema", """ "response_format": { "type": "json_schema" } """)]
    [InlineData(
        "response_format.json_schema.schema",
        """ "response_format": { "type": "json_schema", "json_schema": { "name": "a", "schema": { "type": "nothing" } } } """)]
    [InlineData("structured_outputs.regex", """ "structured_outputs": { "regex": "(" } """)]
    [InlineData("grammar", """ "grammar": "root = " """)]
    [InlineData("structured_outputs.choice", """ "structured_outputs": { "regex": "a", "choice": ["b"] } """)]
    [InlineData("audio", """ "audio": { "voice": "any" } """)]
    [InlineData("temprature", """ "temprature": 1 """)]
    public async Task Say_which_place_is_wrong(string place, string member)
    {
        var name = member.TrimStart().Split('"')[1];
        var others = string.Join(
            ", ", new[] { """ "model": "scripted" """, Hello }.Where(other => !other.Contains($"\"{name}\"")).Append(member));
        var reply = await server.Http.AskAsync("/v1/chat/completions", $"{{ {others} }}");
        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Param.ShouldBe(place, reply.Message);
        reply.Json.GetProperty("error").GetProperty("type").GetString().ShouldBe("invalid_request_error");
        reply.Message.Length.ShouldBeGreaterThan(10);
    }

    [Fact]
    public async Task Guess_what_was_meant()
    {
        var reply = await server.Http.AskAsync("/v1/chat/completions", $$"""{ "model": "scripted", "temprature": 1, {{Hello}} }""");
        reply.Message.ShouldContain("did you mean 'temperature'?");
        reply = await server.Http.AskAsync(
            "/v1/chat/completions", """{ "model": "scripted", "messages": [{ "role": "usr", "content": "" }] }""");
        reply.Message.ShouldContain("did you mean 'user'?");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{ \"model\": 'scripted' }")]
    [InlineData("NaN")]
    public async Task Tell_what_is_no_JSON(string body)
    {
        var reply = await server.Http.AskAsync("/v1/chat/completions", body);
        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Code.ShouldBe("invalid_json");
        reply.Message.ShouldContain("line 1");
    }

    [Fact]
    public async Task Tell_what_is_there_twice_or_too_deep_or_no_object()
    {
        var twice = await server.Http.AskAsync("/v1/chat/completions", "{ \"model\": \"a\", \"model\": \"b\" }");
        twice.Code.ShouldBe("invalid_json");
        twice.Message.ShouldContain("no member twice");
        var reply = await server.Http.AskAsync("/v1/chat/completions", new string('[', 10_000) + new string(']', 10_000));
        reply.Code.ShouldBe("invalid_json");
        reply = await server.Http.AskAsync("/v1/chat/completions", "[1, 2]");
        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Message.ShouldContain("an object");
    }

    [Fact]
    public async Task Tell_what_is_no_UTF_8()
    {
        byte[] body = [.. "{ \"model\": \""u8, 0xC3, 0x28, 0xFF, .. "\" }"u8];
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var reply = await server.Http.AskAsync("/v1/chat/completions", content);
        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Message.ShouldContain("UTF-8");
    }

    [Fact]
    public async Task Tell_bodies_that_are_too_large_or_of_another_type()
    {
        var reply = await server.Http.AskAsync(
            "/v1/chat/completions",
            $$"""{ "model": "scripted", "messages": [{ "role": "user", "content": "{{new string('a', 100_000)}}" }] }""");
        reply.Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        reply.Code.ShouldBe("request_too_large");
        reply = await server.Http.AskAsync("/v1/chat/completions", new StringContent("{}", Encoding.UTF8, "text/plain"));
        reply.Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "messages", """ "messages": [{ "role": "user", "content": "TEXT" }] """)]
    [InlineData("/v1/completions", "prompt", """ "prompt": "TEXT" """)]
    [InlineData("/v1/completions", "prompt[1]", """ "prompt": ["a", "TEXT"] """)]
    [InlineData("/v1/responses", "input", """ "input": "TEXT" """)]
    public async Task Tell_a_prompt_that_fills_the_context(string path, string place, string member)
    {
        var text = string.Concat(Enumerable.Range(0, 300).Select(i => $" {i * 7919 % 1000}"));
        var reply = await server.Http.AskAsync(path, $$"""{ "model": "scripted", {{member.Replace("TEXT", text)}} }""");
        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Code.ShouldBe("context_length_exceeded");
        reply.Param.ShouldBe(place);
    }

    [Theory]
    [InlineData("/v1/completions", "prompt", """ "prompt": [] """)]
    [InlineData("/v1/completions", "prompt[1]", """ "prompt": ["a", 1] """)]
    [InlineData("/v1/completions", "prompt", """ "prompt": [999999] """)]
    [InlineData("/v1/completions", "suffix", """ "prompt": "a", "suffix": "b" """)]
    [InlineData("/v1/completions", "logprobs", """ "prompt": "a", "logprobs": 6 """)]
    [InlineData("/v1/embeddings", "input[0][0]", """ "input": [["a"]] """)]
    [InlineData("/v1/embeddings", "model", """ "input": "a" """)]
    [InlineData("/v1/responses", "input[0].role", """ "input": [{ "role": "tool", "content": "a" }] """)]
    [InlineData("/v1/responses", "input[0]", """ "input": [{ "type": "computer_call" }] """)]
    [InlineData("/v1/responses", "previous_response_id", """ "input": "a", "previous_response_id": "resp_1" """)]
    [InlineData("/v1/responses", "text.format.schema", """ "input": "a", "text": { "format": { "type": "json_schema", "name": "a" } } """)]
    public async Task Say_which_place_is_wrong_at_other_endpoints(string path, string place, string members)
    {
        var reply = await server.Http.AskAsync(path, $$"""{ "model": "scripted", {{members}} }""");
        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Param.ShouldBe(place, reply.Message);
    }

    [Theory]
    [InlineData("/v1/chat/completions", """ "messages": [{ "role": "user", "content": "Hi" }] """)]
    [InlineData("/v1/completions", """ "prompt": "a" """)]
    [InlineData("/v1/embeddings", """ "input": "a" """)]
    [InlineData("/v1/responses", """ "input": "a" """)]
    public async Task Tell_a_model_that_is_not_there(string path, string members)
    {
        var reply = await server.Http.AskAsync(path, $$"""{ "model": "gpt-9", {{members}} }""");
        reply.Status.ShouldBe(HttpStatusCode.NotFound);
        reply.Code.ShouldBe("model_not_found");
    }

    [Fact]
    public async Task Reach_the_official_client_as_its_exception()
    {
        var failure = await Should.ThrowAsync<System.ClientModel.ClientResultException>(() => server.Chat().CompleteChatAsync(
            [new OpenAI.Chat.UserChatMessage("Hi")], new OpenAI.Chat.ChatCompletionOptions { Temperature = -1 }));
        failure.Status.ShouldBe(400);
        failure.Message.ShouldContain("temperature");
    }
}
