using Microsoft.Data.Sqlite;

namespace Pipelines.Tracking.Sqlite;

/// <summary>The registered models of the embedded store: names, their versions, and aliases of these.</summary>
public sealed class ModelRegistry
{
    private readonly SqliteTrackingStore store;

    internal ModelRegistry(SqliteTrackingStore store) => this.store = store;

    /// <summary>All registered models, by name.</summary>
    /// <exception cref="TrackingException">the store cannot be read</exception>
    public IReadOnlyList<RegisteredModel> Models() => store.Guarded(connection => RegistryQueries.Models(connection, name: null));

    /// <summary>A registered model; null when there is none of that name.</summary>
    /// <exception cref="TrackingException">the store cannot be read</exception>
    public RegisteredModel? Find(string name) => store.Guarded(connection => RegistryQueries.Models(connection, name).FirstOrDefault());

    /// <summary>The version that a name means; null when there is none.</summary>
    /// <exception cref="TrackingException">the store cannot be read</exception>
    public ModelVersion? Find(ModelUri uri) => Find(uri.Model)?.Versions.FirstOrDefault(version =>
        uri.Alias is not null ? version.Aliases.Contains(uri.Alias) : uri.Number is null || version.Number == uri.Number);

    /// <summary>The version that a name means.</summary>
    /// <exception cref="TrackingException">there is none: the message says which there are; or the store cannot be read</exception>
    public ModelVersion Resolve(ModelUri uri)
    {
        if (Find(uri) is { } version) return version;
        if (Find(uri.Model) is not { } model)
        {
            var names = Models().Select(other => other.Name).ToArray();
            throw new TrackingException(
                $"there is no registered model '{uri.Model}' in {store.Location}; "
                + (names.Length == 0 ? "none is registered yet" : $"there are: {string.Join(", ", names)}"));
        }
        var aliases = model.Versions.SelectMany(one => one.Aliases).Order(StringComparer.Ordinal).ToArray();
        throw new TrackingException(uri.Alias is { } alias
            ? $"no version of {model.Name} is called '{alias}'; {(aliases.Length == 0 ? "none has an alias" : $"aliases: {string.Join(", ", aliases)}")}"
            : $"{model.Name} has no version {uri.Number?.ToString() ?? "at all"}; versions: {string.Join(", ", model.Versions.Select(one => one.Number))}");
    }

    /// <summary>Versions that a run made, of whatever model.</summary>
    /// <param name="run">a whole id</param>
    /// <exception cref="TrackingException">the store cannot be read</exception>
    public IReadOnlyList<ModelVersion> OfRun(string run) =>
        [.. Models().SelectMany(model => model.Versions).Where(version => version.Run == run)];

    /// <summary>Registers what a run made. An artifact is one version of a model, however often it is registered.</summary>
    /// <returns>the version, and whether it is new</returns>
    /// <exception cref="TrackingException">a name breaks the rules, or the store cannot be written</exception>
    public (ModelVersion Version, bool IsNew) Add(NewModelVersion added)
    {
        RegistryRules.CheckName(added.Model);
        foreach (var key in added.Tags.Keys) TrackingRules.Check(key);
        var (number, isNew) = store.Guarded(connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            var found = RegistryQueries.Add(connection, added, DateTimeOffset.UtcNow);
            transaction.Commit();
            return found;
        });
        return (Find(added.Model)!.Versions.Single(version => version.Number == number), isNew);
    }

    /// <summary>Calls a version so, and no other of its model.</summary>
    /// <returns>the number of the version that was called so before; null where none was</returns>
    /// <exception cref="TrackingException">the alias breaks the rules, there is no such version, or the store cannot be written</exception>
    public long? SetAlias(string model, string alias, long number)
    {
        RegistryRules.CheckAlias(alias);
        Resolve(new ModelUri(model, number, null));
        return store.Guarded(connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            var before = RegistryQueries.SetAlias(connection, model, alias, number);
            transaction.Commit();
            return before;
        });
    }

    /// <summary>Takes an alias away; the version stays.</summary>
    /// <exception cref="TrackingException">no version is called so, or the store cannot be written</exception>
    public void RemoveAlias(string model, string alias)
    {
        Resolve(new ModelUri(model, null, alias));
        store.Guarded(connection => RegistryQueries.RemoveAlias(connection, model, alias));
    }

    /// <summary>Forgets a version, or a model with all of them; runs and artifacts stay.</summary>
    /// <param name="model">the model's name</param>
    /// <param name="number">the version's number; null for the model</param>
    /// <exception cref="TrackingException">there is no such version, or the store cannot be written</exception>
    public void Delete(string model, long? number)
    {
        if (number is not null || Find(model) is null) Resolve(new ModelUri(model, number, null));
        store.Guarded(connection =>
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            RegistryQueries.Delete(connection, model, number);
            transaction.Commit();
            return model;
        });
    }
}
