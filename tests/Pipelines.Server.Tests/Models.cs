using System.Net;
using OpenAI;
using OpenAI.Models;

namespace Pipelines.Server.Tests;

/// <summary>Which models there are, and whether the server is there at all.</summary>
public sealed class Models : IAsyncLifetime
{
    private RunningServer server = null!;

    public async Task InitializeAsync() => server = await RunningServer.StartAsync();

    public async Task DisposeAsync() => await server.DisposeAsync();

    [Fact]
    public async Task Are_listed_to_the_official_client()
    {
        var client = Client();
        var model = (await client.GetModelsAsync()).Value.ShouldHaveSingleItem();
        model.Id.ShouldBe(RunningServer.ModelName);
        model.CreatedAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        model.OwnedBy.ShouldBe("pipelines");
        (await client.GetModelAsync(RunningServer.ModelName)).Value.Id.ShouldBe(RunningServer.ModelName);
    }

    [Fact]
    public async Task That_are_not_there_are_a_404_that_says_which_are()
    {
        var failure = await Should.ThrowAsync<System.ClientModel.ClientResultException>(() => Client().GetModelAsync("gpt-4"));
        failure.Status.ShouldBe(404);

        var reply = await server.Http.AskAsync("/v1/models/gpt-4");
        reply.Status.ShouldBe(HttpStatusCode.NotFound);
        reply.Code.ShouldBe("model_not_found");
        reply.Message.ShouldContain("'gpt-4'");
        reply.Message.ShouldContain($"'{RunningServer.ModelName}'");
    }

    [Fact]
    public async Task Stand_behind_a_server_that_says_it_is_well()
    {
        (await server.Http.AskAsync("/health")).Json.GetProperty("status").GetString().ShouldBe("ok");
        (await server.Http.AskAsync("/v1/health")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Are_not_found_where_nothing_is()
    {
        var reply = await server.Http.AskAsync("/v2/models");
        reply.Status.ShouldBe(HttpStatusCode.NotFound);
        reply.Code.ShouldBe("unknown_url");
        reply = await server.Http.AskAsync("/v1/models", "{}");
        reply.Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        reply.Message.ShouldContain("GET");
    }

    private OpenAIModelClient Client() => new(
        new System.ClientModel.ApiKeyCredential("any"), new OpenAIClientOptions { Endpoint = new Uri(server.Url, "/v1") });
}
