using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Pipelines.Server;

/// <summary>How connections are taken.</summary>
internal static class Connections
{
    public static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Listen(options.Address, options.Port);
    }
}
