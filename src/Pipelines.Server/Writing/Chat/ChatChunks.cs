using System.Text.Json;
using Pipelines.Serving;
using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary>The answers of a chat in pieces.</summary>
/// <param name="stream">where they go</param>
/// <param name="head">what each begins with</param>
/// <param name="tokenizer">the model's</param>
/// <param name="choices">the answers</param>
/// <param name="logProbs">whether tokens are told</param>
/// <param name="includeUsage">whether a last piece counts tokens</param>
internal sealed class ChatChunks(
    EventStream stream, AnswerHead head, Tokenizer tokenizer, IReadOnlyList<ChatChoice> choices, bool logProbs,
    bool includeUsage) : IStreamedAnswer
{
    private readonly UsageCount usage = new(choices.Count);
    private readonly bool[] isBegun = new bool[choices.Count];

    public void Take(GenerationEvent happened)
    {
        var index = happened.Choice;
        if (!isBegun[index])
        {
            isBegun[index] = true;
            Write(index, WriteRole);
        }

        switch (happened)
        {
            case TextWritten written:
                Write(index, choices[index].Take(written));
                break;
            case ChoiceEnded ended:
                Write(index, choices[index].Take(ended));
                Write(index, static _ => { }, choices[index].FinishReason);
                usage.Take(ended);
                break;
        }
    }

    public void Finish()
    {
        if (includeUsage) stream.Write(json => usage.WritePiece(json, head));
        stream.WriteDone();
    }

    public void Fail(ApiError error) => stream.Write(json => ErrorJson.Write(json, error));

    private void Write(int index, IReadOnlyList<ChatDelta> deltas)
    {
        foreach (var delta in deltas) Write(index, json => Write(json, delta));
    }

    private void Write(int index, Action<Utf8JsonWriter> writeDelta, string? finishReason = null) => stream.Write(json =>
    {
        json.WriteStartObject();
        head.Write(json);
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", index);
        json.WriteStartObject("delta");
        writeDelta(json);
        json.WriteEndObject();
        WriteTokens(json, choices[index].Tokens);
        json.WriteString("finish_reason", finishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        if (includeUsage) json.WriteNull("usage");
        json.WriteEndObject();
    });

    /// <summary>The tokens go with the next piece, whatever it is.</summary>
    private void WriteTokens(Utf8JsonWriter json, List<WrittenToken> tokens)
    {
        if (!logProbs || tokens.Count == 0)
        {
            json.WriteNull("logprobs");
            return;
        }

        json.WriteStartObject("logprobs");
        TokenJson.Write(json, tokenizer, tokens);
        json.WriteNull("refusal");
        json.WriteEndObject();
        tokens.Clear();
    }

    private static void WriteRole(Utf8JsonWriter json)
    {
        json.WriteString("role", ChatMessage.Assistant);
        json.WriteString("content", "");
    }

    private static void Write(Utf8JsonWriter json, ChatDelta delta)
    {
        switch (delta)
        {
            case ContentWritten content:
                json.WriteString("content", content.Text);
                break;
            case CallBegun call:
                WriteCall(json, call.Index, () =>
                {
                    json.WriteString("name", call.Name);
                    json.WriteString("arguments", "");
                }, call.Id);
                break;
            case ArgumentsWritten arguments:
                WriteCall(json, arguments.Index, () => json.WriteString("arguments", arguments.Text));
                break;
        }
    }

    private static void WriteCall(Utf8JsonWriter json, int index, Action writeFunction, string? id = null)
    {
        json.WriteStartArray("tool_calls");
        json.WriteStartObject();
        json.WriteNumber("index", index);
        if (id is not null)
        {
            json.WriteString("id", id);
            json.WriteString("type", "function");
        }

        json.WriteStartObject("function");
        writeFunction();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }
}
