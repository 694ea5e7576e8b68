using System.Net;
using System.Net.Http.Headers;

namespace Pipelines.Server.Tests.Security;

/// <summary>Keys let clients in.</summary>
public sealed class Keys
{
    [Fact]
    public async Task Are_asked_of_all_but_health_and_the_document()
    {
        await using var server = await RunningServer.StartAsync(options: new ServerOptions { ApiKeys = [ApiKey.Parse("secret")] });
        foreach (var path in new[] { "/v1/models", "/metrics" })
        {
            var reply = await server.Http.AskAsync(path);
            reply.Status.ShouldBe(HttpStatusCode.Unauthorized);
            reply.Code.ShouldBe("missing_api_key");
            reply.Json.GetProperty("error").GetProperty("type").GetString().ShouldBe("authentication_error");
            reply.Response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        }

        foreach (var path in new[] { "/health", "/openapi.json" }) (await server.Http.AskAsync(path)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Are_known_by_their_hash()
    {
        var hashed = ApiKey.Parse(ApiKey.HashOf("second"));
        await using var server = await RunningServer.StartAsync(options: new ServerOptions { ApiKeys = [ApiKey.Parse("first"), hashed] });
        foreach (var key in new[] { "first", "second" })
            (await server.Client(key).GetOpenAIModelClient().GetModelsAsync()).Value.Count.ShouldBe(1);
        var failure = await Should.ThrowAsync<System.ClientModel.ClientResultException>(
            () => server.Client(ApiKey.HashOf("second")).GetOpenAIModelClient().GetModelsAsync());
        failure.Status.ShouldBe(401);
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", "first");
        (await server.Http.AskAsync("/v1/models")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public void Are_read_from_a_file_one_on_a_line()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, $"# those of the team\n\nplain\n{ApiKey.HashOf("hidden")}\n");
            ApiKey.Read(path).Select(key => key.Id).ShouldBe([ApiKey.Parse("plain").Id, ApiKey.Parse("hidden").Id]);
            File.WriteAllText(path, "plain\nsha256:abc\n");
            Should.Throw<ServerOptionsException>(() => ApiKey.Read(path)).Message.ShouldContain("(2)");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
