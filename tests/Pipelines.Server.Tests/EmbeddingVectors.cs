using System.ClientModel;
using System.Net;
using Microsoft.AspNetCore.Builder;
using OpenAI;
using OpenAI.Embeddings;
using Pipelines.Modules;
using Pipelines.Serving;

namespace Pipelines.Server.Tests;

/// <summary>Vectors of texts, as the official client sees them.</summary>
public sealed class EmbeddingVectors : IAsyncLifetime
{
    private static readonly string[] Texts = ["What is the weather like?", "Grüße, 世界 👋", "<|im_end|>"];

    private readonly LanguageModel model = SmallModel.Build();
    private TextEmbedder embedder = null!;
    private WebApplication app = null!;
    private HttpClient http = null!;

    public async Task InitializeAsync()
    {
        embedder = new TextEmbedder(model, Language.Text);
        app = ModelServer.Build(
            new ServerOptions { Port = 0 },
            [new ServedModel("vectors", null, Language.Text, SmallModel.Greedy, embedder, DateTimeOffset.UtcNow)]);
        await app.StartAsync();
        http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        await app.DisposeAsync();
        embedder.Dispose();
        model.Dispose();
    }

    [Fact]
    public async Task Are_the_models_whether_asked_for_in_numbers_or_bytes()
    {
        var expected = await embedder.Embed([.. Texts.Select(embedder.Tokens)]);
        var answer = (await Client().GenerateEmbeddingsAsync(Texts)).Value;
        answer.Model.ShouldBe("vectors");
        answer.Usage.InputTokenCount.ShouldBe(Texts.Sum(text => embedder.Tokens(text).Length));
        answer.Select(one => one.Index).ShouldBe([0, 1, 2]);
        for (var i = 0; i < Texts.Length; i++) answer[i].ToFloats().ToArray().ShouldBe(expected[i], 1e-6);

        var reply = await http.AskAsync(
            "/v1/embeddings", $$"""{ "model": "vectors", "input": "{{Texts[0]}}", "encoding_format": "float" }""");
        var vector = reply.Json.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(one => one.GetSingle()).ToArray();
        vector.ShouldBe(expected[0], 1e-6);
        vector.Sum(value => value * value).ShouldBe(1, 1e-5f);
    }

    [Fact]
    public async Task Come_of_tokens_too_and_as_short_as_wanted()
    {
        var tokens = embedder.Tokens(Texts[0]);
        var expected = await embedder.Embed([tokens], dimensions: 8);
        var answer = (await Client().GenerateEmbeddingsAsync(
            [new ReadOnlyMemory<int>(tokens)], new EmbeddingGenerationOptions { Dimensions = 8 })).Value;
        answer[0].ToFloats().ToArray().ShouldBe(expected[0], 1e-6);
    }

    [Theory]
    [InlineData("dimensions", """ "input": "a", "dimensions": 33 """)]
    [InlineData("input", """ "input": {} """)]
    [InlineData("encoding_format", """ "input": "a", "encoding_format": "hex" """)]
    public async Task That_cannot_be_made_say_why(string place, string members)
    {
        var reply = await http.AskAsync("/v1/embeddings", $$"""{ "model": "vectors", {{members}} }""");
        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Param.ShouldBe(place);
    }

    [Fact]
    public async Task Are_all_that_a_model_for_them_makes()
    {
        var reply = await http.AskAsync(
            "/v1/chat/completions", """{ "model": "vectors", "messages": [{ "role": "user", "content": "Hi" }] }""");
        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Code.ShouldBe("model_not_supported");
    }

    private EmbeddingClient Client() => new(
        "vectors", new ApiKeyCredential("any"), new OpenAIClientOptions { Endpoint = new Uri(http.BaseAddress!, "/v1") });
}
