using System.Net;

namespace Pipelines.Server.Tests.Security;

/// <summary>Where a server may listen, and by which names it may be called.</summary>
public sealed class Addresses
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.168.1.2")]
    public async Task That_others_reach_ask_for_keys(string host)
    {
        var failure = await Should.ThrowAsync<ServerOptionsException>(() =>
            RunningServer.StartAsync(options: new ServerOptions { Host = host }));
        failure.Message.ShouldContain(host);
        failure.Message.ShouldContain("keys");
    }

    [Fact]
    public async Task With_keys_are_open_to_others()
    {
        await using var server = await RunningServer.StartAsync(
            options: new ServerOptions { Host = "0.0.0.0", ApiKeys = [ApiKey.Parse("k")] });
        server.Url.Host.ShouldBe("0.0.0.0");
    }

    [Fact]
    public async Task That_are_no_addresses_are_told()
    {
        var failure = await Should.ThrowAsync<ServerOptionsException>(() =>
            RunningServer.StartAsync(options: new ServerOptions { Host = "home" }));
        failure.Message.ShouldContain("'home'");
    }

    [Fact]
    public async Task By_a_strangers_name_are_refused_where_there_are_no_keys()
    {
        await using var server = await RunningServer.StartAsync();
        server.Http.DefaultRequestHeaders.Host = "evil.example";
        var reply = await server.Http.AskAsync("/v1/models");
        reply.Status.ShouldBe(HttpStatusCode.Forbidden);
        reply.Code.ShouldBe("host_not_allowed");
        server.Http.DefaultRequestHeaders.Host = $"localhost:{server.Url.Port}";
        (await server.Http.AskAsync("/v1/models")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
