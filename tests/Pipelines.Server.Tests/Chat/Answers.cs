using OpenAI.Chat;

namespace Pipelines.Server.Tests.Chat;

/// <summary>What a model answers in a chat, as the official client sees it.</summary>
public sealed class Answers : IAsyncLifetime
{
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Come_whole()
    {
        var answer = (await server.Chat().CompleteChatAsync(
            new SystemChatMessage("Be brief."), new UserChatMessage("Grüße, 世界 👋"))).Value;
        answer.Content.ShouldHaveSingleItem().Text.ShouldBe("You said: Grüße, 世界 👋");
        answer.FinishReason.ShouldBe(ChatFinishReason.Stop);
        answer.Role.ShouldBe(ChatMessageRole.Assistant);
        answer.Model.ShouldBe(RunningServer.ModelName);
        answer.Id.ShouldStartWith("chatcmpl-");
        answer.CreatedAt.ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));
        answer.Usage.InputTokenCount.ShouldBeGreaterThan(10);
        answer.Usage.TotalTokenCount.ShouldBe(answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task Come_in_pieces()
    {
        var (text, pieces, usage, reason) = ("", 0, default(ChatTokenUsage), default(ChatFinishReason?));
        var ids = new HashSet<string>();
        await foreach (var update in server.Chat().CompleteChatStreamingAsync(new UserChatMessage("one two three")))
        {
            ids.Add(update.CompletionId);
            if (update.ContentUpdate.Count > 0) pieces++;
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            reason ??= update.FinishReason;
            usage ??= update.Usage;
        }

        text.ShouldBe("You said: one two three");
        pieces.ShouldBeGreaterThan(3);
        reason.ShouldBe(ChatFinishReason.Stop);
        ids.ShouldHaveSingleItem();
        usage.ShouldNotBeNull().OutputTokenCount.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Stop_at_their_limit_and_at_stop_texts()
    {
        var limited = (await server.Chat().CompleteChatAsync(
            [new UserChatMessage("one two three")], new ChatCompletionOptions { MaxOutputTokenCount = 2 })).Value;
        limited.FinishReason.ShouldBe(ChatFinishReason.Length);
        limited.Usage.OutputTokenCount.ShouldBe(2);

        var stopped = (await server.Chat().CompleteChatAsync(
            [new UserChatMessage("one two three")], new ChatCompletionOptions { StopSequences = { "two" } })).Value;
        stopped.FinishReason.ShouldBe(ChatFinishReason.Stop);
        stopped.Content[0].Text.ShouldBe("You said: one ");
    }
}
