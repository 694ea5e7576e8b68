using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;
using Pipelines.Server;

namespace Pipelines.Runtime.Serving;

/// <summary>The page over a project's recorded runs, from its start to its end.</summary>
public static class RunsPage
{
    /// <summary>Where the page is where no port is asked for and nothing else is there.</summary>
    public const int UsualPort = 8090;

    /// <summary>Serves the page to this machine until it is told to stop.</summary>
    /// <param name="project">the folder of the project, whose runs may come to be later</param>
    /// <param name="port">where it listens; null is <see cref="UsualPort"/>, or a free one where that is taken</param>
    /// <param name="output">is told where the page is</param>
    /// <param name="stop">tells it to stop</param>
    /// <exception cref="PipelineException">there is no such folder</exception>
    /// <exception cref="ServerOptionsException">the port is out of its range</exception>
    /// <exception cref="IOException">the port is taken</exception>
    public static async Task UntilStoppedAsync(string project, int? port, TextWriter output, CancellationToken stop)
    {
        if (!Directory.Exists(project)) throw new PipelineException($"there is no folder {Path.GetFullPath(project)}");
        var database = new Workspace(project).Runs;
        await using var app = await StartAsync(database, port, stop);
        output.WriteLine($" the runs of {Workspace.Display(database)}{(File.Exists(database) ? "" : ", where there are none yet")}");
        output.WriteLine($"   {app.Urls.First()}");
        output.WriteLine(" Ctrl-C stops");
        output.Flush();
        await app.WaitForShutdownAsync(stop);
        output.WriteLine(" stopped");
    }

    private static async Task<WebApplication> StartAsync(string database, int? port, CancellationToken stop)
    {
        try
        {
            return await StartAsync(database, port ?? UsualPort, stop);
        }
        catch (IOException) when (port is null)
        {
            return await StartAsync(database, 0, stop);
        }
    }

    private static async Task<WebApplication> StartAsync(string database, int port, CancellationToken stop)
    {
        var app = RunsServer.Build(port, database);
        try
        {
            await app.StartAsync(stop);
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
