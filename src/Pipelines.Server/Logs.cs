using Microsoft.Extensions.Logging;

namespace Pipelines.Server;

/// <summary>What a server writes to the console: warnings and errors, a line each.</summary>
internal static class Logs
{
    /// <summary>Where the host logs what keeps it from starting, stack and all; it throws the same, which is said in a line.</summary>
    private const string Host = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>Sets the logging of a server up.</summary>
    public static void Configure(ILoggingBuilder logging) => logging
        .SetMinimumLevel(LogLevel.Warning).AddFilter(Host, LogLevel.None).AddSimpleConsole(console => console.SingleLine = true);
}
