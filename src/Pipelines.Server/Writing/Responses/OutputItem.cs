using System.Text;
using System.Text.Json;

namespace Pipelines.Server;

/// <summary>A part of a response's output.</summary>
/// <param name="Id">its name</param>
/// <param name="Index">its place in the output</param>
internal abstract record OutputItem(string Id, int Index)
{
    /// <summary>Its text, or the arguments of its call, so far.</summary>
    public StringBuilder Text { get; } = new();

    /// <summary>Whether nothing more comes.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Writes it.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("id", Id);
        WriteMembers(json);
        json.WriteString("status", IsComplete ? "completed" : "in_progress");
        json.WriteEndObject();
    }

    protected abstract void WriteMembers(Utf8JsonWriter json);
}

/// <summary>What the model says.</summary>
internal sealed record MessageItem(int Index) : OutputItem(AnswerHead.NewId("msg_"), Index)
{
    /// <summary>Writes its one part, as it is so far.</summary>
    public void WritePart(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("type", "output_text");
        json.WriteString("text", Text.ToString());
        json.WriteStartArray("annotations");
        json.WriteEndArray();
        json.WriteStartArray("logprobs");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    protected override void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("type", "message");
        json.WriteString("role", "assistant");
        json.WriteStartArray("content");
        if (IsComplete) WritePart(json);
        json.WriteEndArray();
    }
}

/// <summary>A tool that the model calls.</summary>
/// <param name="Index">its place in the output</param>
/// <param name="CallId">what the tool's result refers to</param>
/// <param name="Name">the tool</param>
internal sealed record CallItem(int Index, string CallId, string Name) : OutputItem(AnswerHead.NewId("fc_"), Index)
{
    protected override void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("type", "function_call");
        json.WriteString("call_id", CallId);
        json.WriteString("name", Name);
        json.WriteString("arguments", Text.ToString());
    }
}
