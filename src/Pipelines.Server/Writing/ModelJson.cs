using System.Text.Json;

namespace Pipelines.Server;

/// <summary>Writes what clients learn of models.</summary>
internal static class ModelJson
{
    /// <summary>Writes a model.</summary>
    public static void Write(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject();
        json.WriteString("id", model.Name);
        json.WriteString("object", "model");
        json.WriteNumber("created", model.Created.ToUnixTimeSeconds());
        json.WriteString("owned_by", "pipelines");
        json.WriteEndObject();
    }

    /// <summary>Writes a list of models.</summary>
    public static void Write(Utf8JsonWriter json, IEnumerable<ServedModel> models)
    {
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var model in models) Write(json, model);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
