using System.Text.Json;

namespace Pipelines.Server;

/// <summary>What may stand at a place of a request: how it is read, and how the API's document describes it.</summary>
internal abstract class Kind<T> : ISchema
{
    /// <summary>What it must be: "a number from 0 to 2".</summary>
    public abstract string Expected { get; }

    /// <summary>Reads what stands there.</summary>
    /// <exception cref="Serving.RequestException">it is something else</exception>
    public abstract T Read(JsonElement json, Place place);

    /// <inheritdoc/>
    public abstract void WriteSchema(Utf8JsonWriter json);

    /// <summary>What is to be thrown when something else stands there.</summary>
    protected Serving.RequestException Fault(JsonElement json, Place place) => place.Fault($"must be {Expected}, not {Found.In(json)}");
}
