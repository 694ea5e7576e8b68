using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Pipelines.Server;

/// <summary>
/// The server of the page that shows recorded runs, live while they train: tables, curves, files, and how runs follow from each other. It
/// changes nothing, and only this machine reaches it.
/// </summary>
public static class RunsServer
{
    /// <summary>Puts a server together; its <c>RunAsync</c> serves until the process is asked to end.</summary>
    /// <param name="port">where it listens on this machine; 0 takes a port that is free</param>
    /// <param name="database">the file of the embedded store, which may come to be later</param>
    /// <exception cref="ServerOptionsException">the port is out of its range</exception>
    public static WebApplication Build(int port, string database)
    {
        var options = new ServerOptions { Port = port };
        options.Check();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Connections.Configure(kestrel, options));
        builder.Services.AddRoutingCore();
        Logs.Configure(builder.Logging);

        var app = builder.Build();
        CommonHeaders.Use(app);
        ErrorAnswers.Use(app, app.Logger);
        HostCheck.Use(app, options);
        app.UseRouting();
        PageFiles.Map(app, PageFiles.Runs);
        new RunEndpoints(database).Map(app);
        new RegistryEndpoints(database).Map(app);
        return app;
    }
}
