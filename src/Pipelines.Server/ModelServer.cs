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
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = options.ShutdownTimeout);
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddSimpleConsole(console => console.SingleLine = true);

        var app = builder.Build();
        ErrorAnswers.Use(app, app.Logger);
        app.UseRouting();
        KeyCheck.Use(app, options.ApiKeys);
        HealthEndpoint.Map(app);
        ModelEndpoints.Map(app, served);
        new ChatCompletionsEndpoint(served, app.Logger).Map(app);
        new CompletionsEndpoint(served, app.Logger).Map(app);
        new ResponsesEndpoint(served, app.Logger).Map(app);
        new TokenizeEndpoints(served).Map(app);
        return app;
    }
}
