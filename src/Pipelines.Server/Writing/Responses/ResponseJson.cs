using System.Text.Json;
using Pipelines.Serving;
using Pipelines.Spec;

namespace Pipelines.Server;

/// <summary>Writes a response as one object.</summary>
/// <param name="head">its name, model and time</param>
/// <param name="request">what was asked</param>
/// <param name="sampling">how its tokens are chosen</param>
/// <param name="output">what was written</param>
internal sealed class ResponseJson(AnswerHead head, ResponsesRequest request, SamplingSpec sampling, ResponseOutput output)
{
    /// <summary>How far it is.</summary>
    public string Status => output.Ended switch
    {
        null => "in_progress",
        { Reason: FinishReason.Stop } => "completed",
        _ => "incomplete",
    };

    /// <summary>Writes it as it is so far.</summary>
    public void Write(Utf8JsonWriter json) => Write(json, Status, error: null);

    /// <summary>Writes it as one that broke off.</summary>
    public void WriteFailed(Utf8JsonWriter json, ApiError error) => Write(json, "failed", error);

    private void Write(Utf8JsonWriter json, string status, ApiError? error)
    {
        json.WriteStartObject();
        json.WriteString("id", head.Id);
        json.WriteString("object", head.Object);
        json.WriteNumber("created_at", head.Created);
        json.WriteString("status", status);
        json.WriteString("model", head.Model);
        WriteEnd(json, status, error);
        json.WriteString("instructions", request.Instructions);
        WriteNumber(json, "max_output_tokens", request.MaxAnswer);
        json.WriteNumber("temperature", sampling.Temperature);
        json.WriteNumber("top_p", sampling.TopP);
        json.WriteBoolean("parallel_tool_calls", request.Chat.ParallelToolCalls);
        WriteTools(json);
        json.WriteNull("previous_response_id");
        json.WriteBoolean("store", false);
        json.WriteString("truncation", "disabled");
        json.WriteStartObject("metadata");
        json.WriteEndObject();
        json.WriteStartArray("output");
        foreach (var item in output.Items) item.Write(json);
        json.WriteEndArray();
        WriteUsage(json);
        json.WriteEndObject();
    }

    private static void WriteEnd(Utf8JsonWriter json, string status, ApiError? error)
    {
        if (error is null) json.WriteNull("error");
        else
        {
            json.WriteStartObject("error");
            json.WriteString("code", error.Code ?? error.Type);
            json.WriteString("message", error.Message);
            json.WriteEndObject();
        }

        if (status != "incomplete") json.WriteNull("incomplete_details");
        else
        {
            json.WriteStartObject("incomplete_details");
            json.WriteString("reason", "max_output_tokens");
            json.WriteEndObject();
        }
    }

    private void WriteTools(Utf8JsonWriter json)
    {
        if (request.Chat.ToolChoice.Name is { } name)
        {
            json.WriteStartObject("tool_choice");
            json.WriteString("type", "function");
            json.WriteString("name", name);
            json.WriteEndObject();
        }
        else json.WriteString("tool_choice", request.Chat.ToolChoice.Word);

        json.WriteStartArray("tools");
        foreach (var tool in request.Chat.Tools)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteString("name", tool.Name);
            json.WriteString("description", tool.Description);
            json.WritePropertyName("parameters");
            json.WriteRawValue(tool.Parameters);
            json.WriteBoolean("strict", tool.Strict);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteUsage(Utf8JsonWriter json)
    {
        if (output.Ended is not { Usage: var usage })
        {
            json.WriteNull("usage");
            return;
        }

        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", usage.Prompt);
        json.WriteStartObject("input_tokens_details");
        json.WriteNumber("cached_tokens", usage.Cached);
        json.WriteEndObject();
        json.WriteNumber("output_tokens", usage.Written);
        json.WriteStartObject("output_tokens_details");
        json.WriteNumber("reasoning_tokens", 0);
        json.WriteEndObject();
        json.WriteNumber("total_tokens", usage.Prompt + usage.Written);
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
