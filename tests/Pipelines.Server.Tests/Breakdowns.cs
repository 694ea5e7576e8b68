using System.Net;
using System.Text;
using System.Text.Json;

namespace Pipelines.Server.Tests;

/// <summary>What nobody foresaw: the server says that much and no more, and goes on.</summary>
public sealed class Breakdowns
{
    private const string Secret = "/home/somebody/models/secret.gguf";

    [Fact]
    public async Task Tell_clients_nothing_of_the_machine()
    {
        await using var server = await StartAsync(stepsToFailure: 0);
        var reply = await server.Http.AskAsync("/v1/chat/completions", Body("fail"));
        reply.Status.ShouldBe(HttpStatusCode.InternalServerError);
        reply.Json.GetProperty("error").GetProperty("type").GetString().ShouldBe("server_error");
        reply.Json.GetRawText().ShouldNotContain("secret");
        (await server.Http.AskAsync("/v1/chat/completions", Body("go on"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task In_the_middle_of_a_stream_are_its_last_event()
    {
        await using var server = await StartAsync(stepsToFailure: 3);
        var events = await server.Http.StreamAsync("/v1/chat/completions", Body("fail", """ , "stream": true """));
        events.Count.ShouldBeGreaterThan(2);
        events[^1].Json.GetProperty("error").GetProperty("code").GetString().ShouldBe("internal_error");
        events[^1].Data.ShouldNotContain("secret");
        (await server.Http.AskAsync("/v1/chat/completions", Body("go on"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Do_not_come_of_requests_whatever_they_are()
    {
        await using var server = await RunningServer.StartAsync();
        var valid = Encoding.UTF8.GetBytes("""
            {"model":"scripted","messages":[{"role":"system","content":"a"},{"role":"user","content":[{"type":"text","text":"\u00fcé"}]}],
            "max_tokens":4,"temperature":0.5,"stop":["x","y"],"logit_bias":{"7":1},"n":2,"seed":-5,"logprobs":true,"top_logprobs":2,
            "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{"a":{"type":"string"}}}}}],
            "tool_choice":"auto","response_format":{"type":"json_schema","json_schema":{"name":"b","schema":{"enum":[1,2]}}}}
            """);
        string[] pieces =
            ["null", "-1", "1e400", "{}", "[]", "\"\"", "\"\\ud800\"", "true", ",", ":", "\"", "\\", "\u0000", "99999999999999999999"];
        var random = new Random(1);
        var counts = new Dictionary<int, int>();
        for (var i = 0; i < 400; i++)
        {
            var body = valid.ToList();
            for (var edit = random.Next(1, 4); edit > 0; edit--)
            {
                var at = random.Next(body.Count);
                if (random.Next(2) == 0) body.RemoveRange(at, Math.Min(random.Next(1, 6), body.Count - at));
                if (random.Next(2) == 0) body.InsertRange(at, Encoding.UTF8.GetBytes(pieces[random.Next(pieces.Length)]));
                else body[Math.Min(at, body.Count - 1)] = (byte)random.Next(256);
            }

            var content = new ByteArrayContent([.. body]);
            content.Headers.ContentType = new("application/json");
            var reply = await server.Http.AskAsync("/v1/chat/completions", content);
            counts[(int)reply.Status] = counts.GetValueOrDefault((int)reply.Status) + 1;
            var sent = Encoding.UTF8.GetString([.. body]);
            ((int)reply.Status).ShouldBeOneOf([200, 400, 404], sent);
            if (reply.Status != HttpStatusCode.OK) reply.Message.ShouldNotBeEmpty(sent);
        }

        counts[400].ShouldBeGreaterThan(100);
    }

    private static async Task<RunningServer> StartAsync(int stepsToFailure)
    {
        var steps = 0;
        return await RunningServer.StartAsync(said =>
            said == "fail" && steps++ >= stepsToFailure ? throw new InvalidOperationException($"{Secret} is gone") : $"You said: {said}");
    }

    private static string Body(string said, string members = "") =>
        $$"""{ "model": "scripted", "messages": [{ "role": "user", "content": {{JsonSerializer.Serialize(said)}} }]{{members}} }""";
}
