using System.Net.Sockets;
using System.Text;
using OpenAI.Chat;

namespace Pipelines.Server.Tests.Load;

/// <summary>Clients that come in numbers, go away, or do not read.</summary>
public sealed class Clients
{
    private const string LongAnswer = """
        {
          "model": "scripted", "messages": [{ "role": "user", "content": "Hi" }], "stream": true, "ignore_eos": true, "max_tokens": 1500
        }
        """;

    private const string Head =
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ";

    [Fact]
    public async Task That_go_away_leave_nothing_behind()
    {
        await using var server = await RunningServer.StartAsync();
        server.Decoder.StepTime = TimeSpan.FromMilliseconds(1);
        for (var round = 0; round < 10; round++)
            await Task.WhenAll(Enumerable.Range(0, 10).Select(i => HangUpAsync(server, pieces: i % 4)));
        await Eventually(() => server.Engine.State is { Running: 0, Waiting: 0, BlocksInUse: 0 });
        (await server.Chat().CompleteChatAsync(new UserChatMessage("still there"))).Value.Content[0].Text.ShouldBe("You said: still there");
    }

    [Fact]
    public async Task Two_hundred_at_once_are_all_answered()
    {
        await using var server = await RunningServer.StartAsync(
            engineOptions: new Serving.EngineOptions { CacheBytes = 1 << 20, MaxSequences = 32 });
        var chat = server.Chat();
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var text = new StringBuilder();
            await foreach (var update in chat.CompleteChatStreamingAsync(new UserChatMessage($"number {i}")))
                foreach (var part in update.ContentUpdate) text.Append(part.Text);
            return text.ToString();
        }));
        answers.ShouldBe(Enumerable.Range(0, 200).Select(i => $"You said: number {i}"));
        await Eventually(() => server.Engine.State is { Running: 0, BlocksInUse: 0 });
    }

    [Fact]
    public async Task That_do_not_read_hold_up_nobody_else()
    {
        await using var server = await RunningServer.StartAsync();
        using var deaf = await AskRawAsync(server);
        for (var i = 0; i < 5; i++)
            (await server.Chat().CompleteChatAsync(new UserChatMessage($"{i}"))).Value.Content[0].Text.ShouldBe($"You said: {i}");
    }

    [Fact]
    public async Task Whose_answers_are_being_written_get_them_when_the_server_is_asked_to_stop()
    {
        await using var server = await RunningServer.StartAsync();
        server.Decoder.Allow(3);
        var answer = server.Chat().CompleteChatAsync(new UserChatMessage("one two three four five six seven"));
        await Eventually(() => server.Engine.State.Running > 0);
        var stopping = server.StopAsync();
        server.Decoder.AllowAll();
        await stopping;
        (await answer).Value.Content[0].Text.ShouldBe("You said: one two three four five six seven");
        await Should.ThrowAsync<HttpRequestException>(() => server.Http.GetAsync("/health"));
    }

    [Fact]
    public async Task That_send_half_a_request_are_nothing_to_the_others()
    {
        await using var server = await RunningServer.StartAsync();
        var halves = new List<TcpClient>();
        for (var i = 0; i < 100; i++)
        {
            var half = new TcpClient();
            await half.ConnectAsync("127.0.0.1", server.Url.Port);
            await half.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{Head}100\r\n\r\n{{"));
            halves.Add(half);
        }

        (await server.Chat().CompleteChatAsync(new UserChatMessage("Hi"))).Value.Content[0].Text.ShouldBe("You said: Hi");
        foreach (var half in halves) half.Dispose();
    }

    [Fact]
    public async Task Beyond_the_limit_of_connections_are_sent_away_until_others_leave()
    {
        await using var server = await RunningServer.StartAsync(options: new ServerOptions { MaxConnections = 3 });
        var open = new List<TcpClient>();
        for (var i = 0; i < 3; i++) open.Add(await AskRawAsync(server));
        foreach (var client in open) (await client.GetStream().ReadAsync(new byte[1])).ShouldBe(1);
        await Should.ThrowAsync<HttpRequestException>(() => server.Http.GetAsync("/health"));
        foreach (var client in open) client.Dispose();
        for (var i = 0; i < 6000 && !await IsWellAsync(server); i++) await Task.Delay(10);
        (await IsWellAsync(server)).ShouldBeTrue();
    }

    private static async Task<bool> IsWellAsync(RunningServer server)
    {
        try
        {
            return (await server.Http.GetAsync("/health")).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Reads some pieces of a long answer, and closes the connection.</summary>
    private static async Task HangUpAsync(RunningServer server, int pieces)
    {
        using var client = await AskRawAsync(server);
        using var reader = new StreamReader(client.GetStream());
        for (var read = 0; read < pieces;)
            if ((await reader.ReadLineAsync())!.StartsWith("data: ", StringComparison.Ordinal)) read++;
        client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
    }

    private static async Task<TcpClient> AskRawAsync(RunningServer server)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync("127.0.0.1", server.Url.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"{Head}{LongAnswer.Length}\r\n\r\n{LongAnswer}"));
        return client;
    }

    private static async Task Eventually(Func<bool> isSo)
    {
        for (var i = 0; i < 6000 && !isSo(); i++) await Task.Delay(10);
        isSo().ShouldBeTrue();
    }
}
