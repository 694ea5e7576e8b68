namespace Pipelines.Server;

/// <summary>The models of a server, by name.</summary>
internal sealed class ServedModels
{
    private readonly Dictionary<string, ServedModel> byName = new(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">there are none, or two have one name</exception>
    public ServedModels(IReadOnlyList<ServedModel> models)
    {
        if (models.Count == 0) throw new ArgumentException("a server needs a model to serve", nameof(models));
        foreach (var model in models)
            if (!byName.TryAdd(model.Name, model)) throw new ArgumentException($"two models are called '{model.Name}'", nameof(models));
        All = models;
    }

    /// <summary>All of them, in the order in which they were given.</summary>
    public IReadOnlyList<ServedModel> All { get; }

    /// <summary>The model of that name.</summary>
    /// <exception cref="ApiException">404: there is none</exception>
    public ServedModel Find(string name) => byName.TryGetValue(name, out var model) ? model : throw new ApiException(new ApiError(
        404, ApiError.InvalidRequest, $"there is no model '{name}'; this server has {Names}", "model", "model_not_found"));

    /// <summary>The model of that name, or the only one where none is named.</summary>
    /// <exception cref="ApiException">there is none, or there are several and none is named</exception>
    public ServedModel FindOrOnly(string? name) =>
        name is not null ? Find(name)
        : All.Count == 1 ? All[0]
        : throw new ApiException(new ApiError(
            400, ApiError.InvalidRequest, $"'model' is missing; this server has {Names}", "model", "invalid_value"));

    private string Names => string.Join(", ", All.Select(model => $"'{model.Name}'"));
}
