using Pipelines.Tracking.Sqlite;

namespace Pipelines.Tracking.Mlflow;

/// <summary>
/// A registered model of the embedded store on its way to a server: its versions, with the runs and files that they are of, and its
/// aliases. What was deleted on the server is made again when an alias asks for it; what is deleted here stays there.
/// </summary>
/// <param name="store">where the model is registered</param>
/// <param name="server">where it goes</param>
/// <param name="name">the model</param>
/// <param name="warn">is told what a server cannot take</param>
internal sealed class SentModel(SqliteTrackingStore store, MlflowServer server, string name, Action<string> warn) : ISending
{
    /// <summary>The folder of a run's files that holds a registered model, as MLflow's own clients call it.</summary>
    private const string Folder = "model";

    public string Title => $"the registered model {name}";

    public bool IsModel => true;

    /// <inheritdoc/>
    public bool Send()
    {
        if (store.Registry.Find(name) is not { } model) return true;
        var pushes = store.ModelPushes;
        var sent = pushes.Versions(name, server.Location);
        foreach (var version in model.Versions.Reverse())
            if (!sent.ContainsKey(version.Number)) Send(version);
        SendAliases(model);
        return true;
    }

    /// <summary>Sends a version, after the run that made it and its files.</summary>
    /// <returns>its number on the server; null where it cannot be there</returns>
    private string? Send(ModelVersion version)
    {
        if (store.Find(version.Run) is null)
        {
            warn($"{version.Title} is registered in {store.Location} only: the run that made it is not there any more");
            return null;
        }
        new SentRun(store, server, version.Run, warn).Send();
        var run = store.PushOf(version.Run, server.Location)!.OnServer;
        SendFiles(version, run);
        server.Models.Ensure(name);
        var number = server.Models.Find(name, run.Id, version.Artifact)
            ?? server.Models.Create(version, run.Id, $"{run.Artifacts.TrimEnd('/')}/{Folder}");
        store.ModelPushes.Sent(version, server.Location, number);
        return number;
    }

    /// <summary>Sends the files of an artifact; one that is there in its whole size has arrived before.</summary>
    private void SendFiles(ModelVersion version, MlflowRun run)
    {
        var folder = new DirectoryInfo(store.ArtifactFolderOf(version.Artifact));
        if (!folder.Exists)
        {
            warn($"{version.Title} comes to {server.Location} without files: {folder.FullName} is not there");
            return;
        }
        foreach (var group in folder.EnumerateFiles("*", SearchOption.AllDirectories).GroupBy(file => PathOf(file.Directory!)))
        {
            if (server.Files(run, group.Key) is not { } there)
            {
                warn($"the files of {version.Title} stay in {folder.FullName}: {server.Location} keeps such at {run.Artifacts}, not itself");
                return;
            }
            foreach (var file in group.OrderBy(file => file.Name, StringComparer.Ordinal))
                if (there.GetValueOrDefault(file.Name, -1) != file.Length) server.Upload(run, $"{group.Key}/{file.Name}", file.FullName);
        }

        string PathOf(DirectoryInfo place)
        {
            var within = Path.GetRelativePath(folder.FullName, place.FullName).Replace('\\', '/');
            return within == "." ? Folder : $"{Folder}/{within}";
        }
    }

    private void SendAliases(RegisteredModel model)
    {
        var wanted = model.Versions.SelectMany(version => version.Aliases, (version, alias) => (Version: version, Alias: alias)).ToList();
        var known = store.ModelPushes.Aliases(name, server.Location);
        foreach (var alias in known.Keys.Except(wanted.Select(pair => pair.Alias)))
        {
            server.Models.RemoveAlias(name, alias);
            store.ModelPushes.Removed(name, server.Location, alias);
        }
        foreach (var (version, alias) in wanted)
        {
            if (known.GetValueOrDefault(alias) == version.Number || !SetAlias(version, alias)) continue;
            store.ModelPushes.Called(name, server.Location, alias, version.Number);
        }
    }

    private bool SetAlias(ModelVersion version, string alias)
    {
        if (!store.ModelPushes.Versions(name, server.Location).TryGetValue(version.Number, out var number)) return false;
        try
        {
            server.Models.SetAlias(name, alias, number);
            return true;
        }
        catch (MlflowException e) when (e.Code == "RESOURCE_DOES_NOT_EXIST")
        {
            // Somebody deleted the version there; whoever calls it so wants it there.
            if (Send(version) is not { } again) return false;
            server.Models.SetAlias(name, alias, again);
            return true;
        }
    }
}
