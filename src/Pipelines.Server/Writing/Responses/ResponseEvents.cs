using System.Text.Json;
using Pipelines.Serving;

namespace Pipelines.Server;

/// <summary>A response as events, each with its name and its number.</summary>
/// <param name="stream">where they go</param>
/// <param name="response">the response</param>
/// <param name="output">what is written</param>
internal sealed class ResponseEvents(EventStream stream, ResponseJson response, ResponseOutput output) : IStreamedAnswer
{
    private int number;

    public void Take(GenerationEvent happened)
    {
        if (number == 0)
        {
            WriteResponse("response.created");
            WriteResponse("response.in_progress");
        }

        foreach (var change in output.Take(happened))
        {
            switch (change.Kind)
            {
                case ResponseChangeKind.Begun:
                    Begin(change.Item);
                    break;
                case ResponseChangeKind.Grown:
                    Write(NameOf(change.Item, "delta"), change.Item, json => json.WriteString("delta", change.Text));
                    break;
                case ResponseChangeKind.Ended:
                    End(change.Item);
                    break;
            }
        }
    }

    public void Finish() => WriteResponse("response." + response.Status);

    public void Fail(ApiError error) => Write("response.failed", json =>
    {
        json.WritePropertyName("response");
        response.WriteFailed(json, error);
    });

    private void Begin(OutputItem item)
    {
        WriteItem("response.output_item.added", item);
        if (item is MessageItem message) WritePart("response.content_part.added", message);
    }

    private void End(OutputItem item)
    {
        Write(NameOf(item, "done"), item, json =>
        {
            if (item is CallItem call) json.WriteString("name", call.Name);
            json.WriteString(item is CallItem ? "arguments" : "text", item.Text.ToString());
        });
        if (item is MessageItem message) WritePart("response.content_part.done", message);
        WriteItem("response.output_item.done", item);
    }

    private static string NameOf(OutputItem item, string what) =>
        (item is CallItem ? "response.function_call_arguments." : "response.output_text.") + what;

    private void WriteResponse(string name) => Write(name, json =>
    {
        json.WritePropertyName("response");
        response.Write(json);
    });

    private void WriteItem(string name, OutputItem item) => Write(name, json =>
    {
        json.WriteNumber("output_index", item.Index);
        json.WritePropertyName("item");
        item.Write(json);
    });

    private void WritePart(string name, MessageItem item) => Write(name, item, json =>
    {
        json.WritePropertyName("part");
        item.WritePart(json);
    });

    private void Write(string name, OutputItem item, Action<Utf8JsonWriter> writeMembers) => Write(name, json =>
    {
        json.WriteString("item_id", item.Id);
        json.WriteNumber("output_index", item.Index);
        if (item is MessageItem)
        {
            json.WriteNumber("content_index", 0);
            json.WriteStartArray("logprobs");
            json.WriteEndArray();
        }

        writeMembers(json);
    });

    private void Write(string name, Action<Utf8JsonWriter> writeMembers) => stream.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("type", name);
        json.WriteNumber("sequence_number", number++);
        writeMembers(json);
        json.WriteEndObject();
    }, name);
}
