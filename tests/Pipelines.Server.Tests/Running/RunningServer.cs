using Microsoft.AspNetCore.Builder;
using Pipelines.Spec;

namespace Pipelines.Server.Tests;

/// <summary>A server on a free port of this machine, for as long as a test needs it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    /// <summary>What the model of a server is called where a test does not say.</summary>
    public const string ModelName = "scripted";

    private readonly WebApplication app;

    private RunningServer(WebApplication app)
    {
        this.app = app;
        Url = new Uri(app.Urls.Single());
        Http = new HttpClient { BaseAddress = Url };
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>A client without a key.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="options">of the server; its port is always one that is free</param>
    public static async Task<RunningServer> StartAsync(ServerOptions? options = null)
    {
        var sampling = new SamplingSpec(
            MaxTokens: 64, Temperature: 0, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: default, Seed: null);
        var model = new ServedModel(ModelName, Language.Text, sampling, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        var app = ModelServer.Build((options ?? new()) with { Port = 0 }, [model]);
        await app.StartAsync();
        return new RunningServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
    }
}
