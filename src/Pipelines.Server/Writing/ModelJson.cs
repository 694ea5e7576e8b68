using System.Text.Json;
using Pipelines.Spec;

namespace Pipelines.Server;

/// <summary>Writes what clients learn of models.</summary>
internal static class ModelJson
{
    /// <summary>Writes a model: what the API tells of it, then its context, what it can be asked for and how it samples.</summary>
    public static void Write(Utf8JsonWriter json, ServedModel model)
    {
        json.WriteStartObject();
        json.WriteString("id", model.Name);
        json.WriteString("object", "model");
        json.WriteNumber("created", model.Created.ToUnixTimeSeconds());
        json.WriteString("owned_by", "pipelines");
        if ((model.Engine?.Context ?? model.Embedder?.Context) is { } context) json.WriteNumber("max_model_len", context);
        json.WriteStartArray("capabilities");
        if (model is { Engine: not null, Text.Chat: not null }) json.WriteStringValue("chat");
        if (model.Engine is not null) json.WriteStringValue("completions");
        if (model.Embedder is not null) json.WriteStringValue("embeddings");
        json.WriteEndArray();
        if (model.Engine is not null) WriteSampling(json, model.Defaults);
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

    private static void WriteSampling(Utf8JsonWriter json, SamplingSpec sampling)
    {
        json.WriteStartObject("sampling");
        json.WriteNumber("temperature", sampling.Temperature);
        json.WriteNumber("top_p", sampling.TopP);
        json.WriteNumber("top_k", sampling.TopK);
        json.WriteNumber("min_p", sampling.MinP);
        json.WriteNumber("typical_p", sampling.TypicalP);
        json.WriteNumber("repetition_penalty", sampling.RepetitionPenalty);
        json.WriteNumber("presence_penalty", sampling.PresencePenalty);
        json.WriteNumber("frequency_penalty", sampling.FrequencyPenalty);
        json.WriteEndObject();
    }
}
