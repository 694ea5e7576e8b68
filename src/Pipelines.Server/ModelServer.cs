using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Pipelines.Server;

/// <summary>
/// The HTTP server: the API that clients of OpenAI's speak, what clients of llama.cpp's server and vLLM know beside it, and a page to talk
/// to the model.
/// </summary>
public static class ModelServer
{
    /// <summary>
    /// Puts a server together; its <c>RunAsync</c> serves until the process is asked to end, and then finishes what runs. The models stay
    /// the caller's: they are disposed after it.
    /// </summary>
    /// <param name="options">where it listens, whom it lets in</param>
    /// <param name="models">what it serves</param>
    /// <exception cref="ServerOptionsException">the options contradict each other, or one is out of its range</exception>
    /// <exception cref="ArgumentException">there is no model, or two have one name</exception>
    public static WebApplication Build(ServerOptions options, IReadOnlyList<ServedModel> models)
    {
        options.Check();
        var served = new ServedModels(models);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Connections.Configure(kestrel, options));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(_ => new ServerMetrics(served));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        Logs.Configure(builder.Logging);
        Origins.Add(builder.Services, options.CorsOrigins);
        RequestRates.Add(builder.Services, options.RequestsPerMinute);

        var app = builder.Build();
        CommonHeaders.Use(app);
        ErrorAnswers.Use(app, app.Logger);
        HostCheck.Use(app, options);
        app.UseRouting();
        Origins.Use(app, options.CorsOrigins);
        KeyCheck.Use(app, options.ApiKeys);
        RequestRates.Use(app, options.RequestsPerMinute);
        Map(app, served, options);
        if (!options.IsLoopback)
            app.Logger.LogWarning(
                "Other machines reach {Host}, and nothing on the way is encrypted: put a proxy with TLS before it", options.Host);
        return app;
    }

    private static void Map(WebApplication app, ServedModels models, ServerOptions options)
    {
        PageFiles.Map(app, PageFiles.Chat);
        HealthEndpoint.Map(app);
        ModelEndpoints.Map(app, models);
        new ChatCompletionsEndpoint(models, app.Logger).Map(app);
        new CompletionsEndpoint(models, app.Logger).Map(app);
        new ResponsesEndpoint(models, app.Logger).Map(app);
        new EmbeddingsEndpoint(models).Map(app);
        new TokenizeEndpoints(models).Map(app);
        MetricsEndpoint.Map(app);
        ApiDocumentEndpoint.Map(app, needsKey: options.ApiKeys.Count > 0);
    }
}
