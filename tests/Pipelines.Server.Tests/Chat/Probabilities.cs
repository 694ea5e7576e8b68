using System.Text;
using OpenAI.Chat;

namespace Pipelines.Server.Tests.Chat;

/// <summary>Log-probabilities of tokens, as the official client sees them.</summary>
public sealed class Probabilities : IAsyncLifetime
{
    private static readonly ChatCompletionOptions Options = new() { IncludeLogProbabilities = true, TopLogProbabilityCount = 3 };

    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Are_told_of_each_token_with_the_likeliest_beside_it()
    {
        var answer = (await server.Chat().CompleteChatAsync([new UserChatMessage("grüß dich")], Options)).Value;
        Check(answer.ContentTokenLogProbabilities, "You said: grüß dich");
    }

    [Fact]
    public async Task Come_with_the_pieces()
    {
        var tokens = new List<ChatTokenLogProbabilityDetails>();
        await foreach (var update in server.Chat().CompleteChatStreamingAsync([new UserChatMessage("grüß dich")], Options))
            tokens.AddRange(update.ContentTokenLogProbabilities);
        Check(tokens, "You said: grüß dich");
    }

    private static void Check(IReadOnlyList<ChatTokenLogProbabilityDetails> tokens, string text)
    {
        Encoding.UTF8.GetString([.. tokens.SelectMany(token => token.Utf8Bytes!.Value.ToArray())]).ShouldBe(text);
        foreach (var token in tokens)
        {
            // The script's token has a logit of 20, all others one below 1.
            Math.Exp(token.LogProbability).ShouldBeInRange(0.999, 1);
            token.TopLogProbabilities.Count.ShouldBe(3);
            token.TopLogProbabilities[0].Token.ShouldBe(token.Token);
            token.TopLogProbabilities.Select(one => one.LogProbability).ShouldBeInOrder(SortDirection.Descending);
            token.TopLogProbabilities[1].LogProbability.ShouldBeInRange(-21, -18.9f);
        }
    }
}
