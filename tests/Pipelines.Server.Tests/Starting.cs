using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Pipelines.Server.Tests;

/// <summary>What a server says where it cannot start.</summary>
public sealed class Starting
{
    [Fact]
    public async Task A_port_that_is_taken_is_thrown_and_not_logged_with_its_stack()
    {
        using var other = new TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        await using var app = RunsServer.Build(port, Path.Combine(Path.GetTempPath(), "none.db"));

        (await Should.ThrowAsync<IOException>(() => app.StartAsync())).Message.ShouldContain($"{port}");

        var loggers = app.Services.GetRequiredService<ILoggerFactory>();
        loggers.CreateLogger("Microsoft.Extensions.Hosting.Internal.Host").IsEnabled(LogLevel.Error).ShouldBeFalse();
        loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel").IsEnabled(LogLevel.Warning).ShouldBeTrue();
    }
}
