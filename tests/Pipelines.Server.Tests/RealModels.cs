using OpenAI;
using OpenAI.Chat;
using Pipelines.Cpu;
using Pipelines.Decoding;
using Pipelines.Serving;

namespace Pipelines.Server.Tests;

/// <summary>Models that compute, through both decoders, behind the server.</summary>
public sealed class RealModels
{
    private const int Length = 24;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Say_to_many_at_once_what_they_say_to_one_alone(bool isCpu)
    {
        using var model = (Modules.Decoder)SmallModel.Build();
        var text = Language.Text;
        var questions = Enumerable.Range(0, 12).Select(i => $"What is the weather like in town {i * 37}{new string('?', i)}").ToArray();
        var alone = questions.Select(question => new TextGenerator(model, text.Tokenizer, text.Chat!.EndTokens).Generate(
            text.Chat.EncodePrompt([new("user", question)]), SmallModel.Greedy with { MaxTokens = Length }, seed: 0).Text).ToArray();

        IPagedDecoder decoder = isCpu ? CpuDecoder.Of(SmallModel.Spec, model) : new TorchDecoder(model);
        await using var engine = new GenerationEngine(decoder, text, new EngineOptions { CacheBytes = 4 << 20 });
        await using var app = ModelServer.Build(
            new ServerOptions { Port = 0 }, [new ServedModel("small", engine, text, SmallModel.Greedy, null, DateTimeOffset.UtcNow)]);
        await app.StartAsync();
        var client = new ChatClient(
            "small", new System.ClientModel.ApiKeyCredential("any"),
            new OpenAIClientOptions { Endpoint = new Uri(new Uri(app.Urls.Single()), "/v1") });
        var together = await Task.WhenAll(questions.Select(async question => (await client.CompleteChatAsync(
            [new UserChatMessage(question)], new ChatCompletionOptions { MaxOutputTokenCount = Length })).Value.Content[0].Text));
        together.ShouldBe(alone);
    }
}
