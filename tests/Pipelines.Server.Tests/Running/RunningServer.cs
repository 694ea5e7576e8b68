using Microsoft.AspNetCore.Builder;
using Pipelines.Serving;
using Pipelines.Spec;

namespace Pipelines.Server.Tests;

/// <summary>A server on a free port of this machine, for as long as a test needs it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    /// <summary>What the model of a server is called where a test does not say.</summary>
    public const string ModelName = "scripted";

    private readonly WebApplication app;

    private RunningServer(WebApplication app, ScriptedDecoder decoder, GenerationEngine engine)
    {
        (this.app, Decoder, Engine) = (app, decoder, engine);
        Url = new Uri(app.Urls.Single());
        Http = new HttpClient { BaseAddress = Url };
    }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>A client without a key.</summary>
    public HttpClient Http { get; }

    /// <summary>What decides which tokens are likely.</summary>
    public ScriptedDecoder Decoder { get; }

    /// <summary>What writes.</summary>
    public GenerationEngine Engine { get; }

    /// <summary>Starts a server with a model that says what a script says.</summary>
    /// <param name="script">the answer to what a user said last; <c>You said: …</c> where none is given</param>
    /// <param name="options">of the server; its port is always one that is free</param>
    /// <param name="engineOptions">of the engine</param>
    /// <param name="context">most tokens of a conversation</param>
    /// <param name="modelName">what the model is called</param>
    public static async Task<RunningServer> StartAsync(
        Func<string, string>? script = null, ServerOptions? options = null, EngineOptions? engineOptions = null, int context = 2048,
        string modelName = ModelName)
    {
        var sampling = new SamplingSpec(
            MaxTokens: 64, Temperature: 0, TopK: 0, TopP: 1, MinP: 0, RepetitionPenalty: 1, Stop: default, Seed: null);
        var text = Language.Text;
        var decoder = new ScriptedDecoder(text.Chat!, script ?? (said => $"You said: {said}"), context);
        var engine = new GenerationEngine(
            decoder, text, (engineOptions ?? new EngineOptions { CacheBytes = 4 << 20 }) with { Name = modelName });
        var model = new ServedModel(modelName, engine, text, sampling, Embedder: null, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        var app = ModelServer.Build((options ?? new()) with { Port = 0 }, [model]);
        await app.StartAsync();
        return new RunningServer(app, decoder, engine);
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Decoder.AllowAll();
        Http.Dispose();
        await app.DisposeAsync();
        await Engine.DisposeAsync();
    }
}
