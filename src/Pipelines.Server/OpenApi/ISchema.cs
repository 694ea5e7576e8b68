using System.Text.Json;

namespace Pipelines.Server;

/// <summary>What a JSON Schema describes.</summary>
internal interface ISchema
{
    /// <summary>Writes the keywords of its JSON Schema into an object that is open.</summary>
    void WriteSchema(Utf8JsonWriter json);
}
