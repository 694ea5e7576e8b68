using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Pipelines.Server;
using Pipelines.Spec;

namespace Pipelines.Runtime.Serving;

/// <summary>A server from its settings to its end.</summary>
public static class ServerRun
{
    /// <summary>The environment variable that holds API keys or their hashes, separated by commas.</summary>
    public const string KeysVariable = "PIPELINES_API_KEYS";

    /// <summary>Where a server listens and whom it lets in.</summary>
    /// <param name="settings">what the file or the command line says</param>
    /// <param name="folder">what paths are relative to</param>
    /// <param name="environment">gives environment variables</param>
    /// <exception cref="ServerOptionsException">keys cannot be read</exception>
    public static ServerOptions Options(ServeSpec settings, string folder, Func<string, string?> environment) => new()
    {
        Host = settings.Host,
        Port = settings.Port,
        ApiKeys =
        [
            .. settings.ApiKeysFile is { } file ? ApiKey.Read(Path.GetFullPath(file, folder)) : [],
            .. (environment(KeysVariable) ?? "")
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(ApiKey.Parse),
        ],
        RequestsPerMinute = settings.RequestsPerMinute,
        CorsOrigins = settings.Cors,
    };

    /// <summary>Serves until it is told to stop, and then finishes what runs.</summary>
    /// <param name="options">where it listens, whom it lets in</param>
    /// <param name="model">what it serves; stays the caller's</param>
    /// <param name="output">is told where the server is</param>
    /// <param name="error">is told what is to be thought of</param>
    /// <param name="stop">tells it to stop</param>
    /// <exception cref="ServerOptionsException">the options contradict each other</exception>
    /// <exception cref="IOException">the port is taken, or the address is not this machine's</exception>
    public static async Task UntilStoppedAsync(
        ServerOptions options, HostedModel model, TextWriter output, TextWriter error, CancellationToken stop)
    {
        await using var app = ModelServer.Build(options, [model.Served]);
        if (!options.IsLoopback)
            error.WriteLine(
                $"warning: {options.Host} is reached by other machines, and what they send is not encrypted: "
                + "put a proxy with TLS before it");
        using var impatient = new ImpatientStop(stop);
        await app.StartAsync(stop);
        Announce(app.Urls.First(), model, output);
        await app.WaitForShutdownAsync(stop);
        output.WriteLine(" stopped");
    }

    private static void Announce(string url, HostedModel model, TextWriter output)
    {
        output.WriteLine($" {model.Served.Name} is served {model.Where}");
        output.WriteLine($"   {url}      a page to talk to it");
        output.WriteLine($"   {url}/v1   for clients of the OpenAI API");
        output.WriteLine(" Ctrl-C finishes what runs and stops");
        output.Flush();
    }
}
