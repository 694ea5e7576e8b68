using Microsoft.AspNetCore.Builder;
using Pipelines.Tracking.Sqlite;

namespace Pipelines.Server.Tests.Runs;

/// <summary>A store of runs in a folder of its own, and the server of its page.</summary>
internal sealed class RecordedProject : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("runs-page-");
    private readonly WebApplication app;

    private RecordedProject()
    {
        Database = Path.Combine(folder.FullName, "runs.db");
        app = RunsServer.Build(0, Database);
    }

    public string Database { get; }

    public HttpClient Http { get; private set; } = null!;

    public static async Task<RecordedProject> StartAsync()
    {
        var project = new RecordedProject();
        await project.app.StartAsync();
        project.Http = new HttpClient { BaseAddress = new Uri(project.app.Urls.Single()) };
        return project;
    }

    /// <summary>The store, as a program that trains has it.</summary>
    public SqliteTrackingStore Open() => new(Database);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
