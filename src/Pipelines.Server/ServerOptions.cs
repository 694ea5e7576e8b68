using System.Net;

namespace Pipelines.Server;

/// <summary>Where a server listens, whom it lets in, and how much it takes.</summary>
public sealed record ServerOptions
{
    /// <summary>
    /// The address to listen on: <c>localhost</c>, or an IP address. One that others reach asks for <see cref="ApiKeys"/>.
    /// </summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The port; 0 takes one that is free.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>The keys of which clients need one; where there are none, anyone on this machine may come.</summary>
    public IReadOnlyList<ApiKey> ApiKeys { get; init; } = [];

    /// <summary>The most bytes in the body of a request.</summary>
    public long MaxRequestBytes { get; init; } = 8 << 20;

    /// <summary>The most connections at once; more are closed at once.</summary>
    public int MaxConnections { get; init; } = 16_384;

    /// <summary>Requests a minute for each key, or for each address where there are no keys; 0 does not count them.</summary>
    public int RequestsPerMinute { get; init; }

    /// <summary>Origins, such as <c>https://example.org</c>, whose pages may call the server from a browser; <c>*</c> is any.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>How long requests that run may take when the server is asked to stop.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether only this machine reaches the server.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary><see cref="Host"/> as an address.</summary>
    /// <exception cref="ServerOptionsException">it is none</exception>
    internal IPAddress Address =>
        Host == "localhost" ? IPAddress.Loopback
        : IPAddress.TryParse(Host, out var address) ? address
        : throw new ServerOptionsException(
            $"'{Host}' is no IP address to listen on; 127.0.0.1 is this machine alone, 0.0.0.0 all its networks");

    /// <summary>Says what is wrong with the options.</summary>
    /// <exception cref="ServerOptionsException">an option is out of its range, or others reach the server without a key</exception>
    public void Check()
    {
        if (!IsLoopback && ApiKeys.Count == 0)
            throw new ServerOptionsException(
                $"{Host} is reached by other machines, and the server has no API keys: give it keys, or listen on 127.0.0.1");
        if (Port is < 0 or > 65535) throw new ServerOptionsException($"a port is from 0 to 65535, not {Port}");
        if (MaxRequestBytes < 1) throw new ServerOptionsException($"a request needs at least one byte, not {MaxRequestBytes}");
        if (MaxConnections < 1) throw new ServerOptionsException($"at least one connection is needed, not {MaxConnections}");
        if (RequestsPerMinute < 0) throw new ServerOptionsException($"requests a minute are 0 or more, not {RequestsPerMinute}");
    }
}
