using System.Text.Json;
using Pipelines.Serving;
using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary>The answers of a chat as one object.</summary>
/// <param name="head">what it begins with</param>
/// <param name="tokenizer">the model's</param>
/// <param name="choices">the answers</param>
/// <param name="logProbs">whether tokens are told</param>
internal sealed class ChatAnswer(AnswerHead head, Tokenizer tokenizer, IReadOnlyList<ChatChoice> choices, bool logProbs)
{
    private readonly UsageCount usage = new(choices.Count);

    /// <summary>Something happened.</summary>
    public void Take(GenerationEvent happened)
    {
        if (happened is TextWritten written) choices[written.Choice].Take(written);
        if (happened is not ChoiceEnded ended) return;
        choices[ended.Choice].Take(ended);
        usage.Take(ended);
    }

    /// <summary>Writes it, when all answers are complete.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        head.Write(json);
        json.WriteStartArray("choices");
        for (var i = 0; i < choices.Count; i++) Write(json, i, choices[i]);
        json.WriteEndArray();
        usage.Write(json);
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, int index, ChatChoice choice)
    {
        json.WriteStartObject();
        json.WriteNumber("index", index);
        Write(json, choice.Parser.Message);
        json.WriteString("finish_reason", choice.FinishReason);
        if (logProbs)
        {
            json.WriteStartObject("logprobs");
            TokenJson.Write(json, tokenizer, choice.Tokens);
            json.WriteNull("refusal");
            json.WriteEndObject();
        }
        else json.WriteNull("logprobs");
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ChatMessage message)
    {
        json.WriteStartObject("message");
        json.WriteString("role", message.Role);
        json.WriteString("content", message.Content.Length == 0 && message.ToolCalls.Count > 0 ? null : message.Content);
        json.WriteNull("refusal");
        if (message.ToolCalls.Count > 0)
        {
            json.WriteStartArray("tool_calls");
            foreach (var call in message.ToolCalls)
            {
                json.WriteStartObject();
                json.WriteString("id", call.Id);
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", call.Name);
                json.WriteString("arguments", call.Arguments);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
