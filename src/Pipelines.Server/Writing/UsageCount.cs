using System.Text.Json;
using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary>Counts the tokens of a request.</summary>
/// <param name="choices">answers to each prompt</param>
internal sealed class UsageCount(int choices)
{
    /// <summary>Tokens of prompts.</summary>
    public int Prompt { get; private set; }

    /// <summary>How many of these were in the cache.</summary>
    public int Cached { get; private set; }

    /// <summary>Tokens of answers.</summary>
    public int Written { get; private set; }

    private int accepted, rejected;

    /// <summary>Counts an answer; its prompt once for all answers to it.</summary>
    public void Take(ChoiceEnded ended)
    {
        if (ended.Choice % choices == 0)
        {
            Prompt += ended.Usage.Prompt;
            Cached += ended.Usage.Cached;
        }

        Written += ended.Usage.Written;
        accepted += ended.Usage.Accepted;
        rejected += ended.Usage.Rejected;
    }

    /// <summary>Writes the last piece of a streamed answer, which has no choices.</summary>
    public void WritePiece(Utf8JsonWriter json, AnswerHead head)
    {
        json.WriteStartObject();
        head.Write(json);
        json.WriteStartArray("choices");
        json.WriteEndArray();
        Write(json);
        json.WriteEndObject();
    }

    /// <summary>Writes the member <c>usage</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", Prompt);
        json.WriteNumber("completion_tokens", Written);
        json.WriteNumber("total_tokens", Prompt + Written);
        json.WriteStartObject("prompt_tokens_details");
        json.WriteNumber("cached_tokens", Cached);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details");
        json.WriteNumber("reasoning_tokens", 0);
        json.WriteNumber("accepted_prediction_tokens", accepted);
        json.WriteNumber("rejected_prediction_tokens", rejected);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
