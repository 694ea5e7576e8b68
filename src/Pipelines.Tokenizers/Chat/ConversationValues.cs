using System.Text.Json;
using Pipelines.Tokenizers.Jinja;

namespace Pipelines.Tokenizers;

/// <summary>A conversation as the variables that templates know, named and shaped as transformers does.</summary>
internal static class ConversationValues
{
    /// <summary>What does not change from turn to turn.</summary>
    public static List<KeyValuePair<string, Value>> Of(
        IReadOnlyList<ChatTool>? tools, TemplateTokens tokens, IReadOnlyDictionary<string, JsonElement>? variables)
    {
        var values = new List<KeyValuePair<string, Value>>
        {
            new("tools", tools is { Count: > 0 } ? new ListValue([.. tools.Select(Of)]) : NoneValue.Instance),
            new("documents", NoneValue.Instance),
        };
        foreach (var (name, token) in new[] { ("bos", tokens.Bos), ("eos", tokens.Eos), ("pad", tokens.Pad), ("unk", tokens.Unk) })
            if (token is not null) values.Add(new(name + "_token", TextValue.Of(token)));
        foreach (var (name, value) in variables ?? new Dictionary<string, JsonElement>()) values.Add(new(name, JsonValues.Of(value)));
        return values;
    }

    /// <summary>What is said.</summary>
    public static KeyValuePair<string, Value>[] Of(IReadOnlyList<ChatMessage> messages, bool addGenerationPrompt) =>
    [
        new("messages", new ListValue([.. messages.Select(Of)])),
        new("add_generation_prompt", BooleanValue.Of(addGenerationPrompt)),
    ];

    private static MapValue Of(ChatMessage message)
    {
        var members = new List<(Value, Value)> { Member("role", message.Role), Member("content", message.Content) };
        if (message.ToolCalls.Count > 0) members.Add((TextValue.Of("tool_calls"), new ListValue([.. message.ToolCalls.Select(Of)])));
        if (message.ToolCallId is { } id) members.Add(Member("tool_call_id", id));
        if (message.Name is { } name) members.Add(Member("name", name));
        return new MapValue(members);
    }

    private static MapValue Of(ChatToolCall call) => new(
    [
        Member("id", call.Id),
        (TextValue.Of("type"), TextValue.Of("function")),
        (TextValue.Of("function"), new MapValue(
        [
            Member("name", call.Name),
            (TextValue.Of("arguments"), Json(call.Arguments, $"the arguments of the call of '{call.Name}'")),
        ])),
    ]);

    private static MapValue Of(ChatTool tool)
    {
        var function = new List<(Value, Value)> { Member("name", tool.Name) };
        if (tool.Description is { } description) function.Add(Member("description", description));
        function.Add((TextValue.Of("parameters"), Json(tool.Parameters, $"the parameters of the tool '{tool.Name}'")));
        return new MapValue([(TextValue.Of("type"), TextValue.Of("function")), (TextValue.Of("function"), new MapValue(function))]);
    }

    private static (Value, Value) Member(string name, string value) => (TextValue.Of(name), TextValue.From(value));

    /// <summary>An object keeps its JSON beside it, for templates that join it to a text.</summary>
    private static Value Json(string json, string what)
    {
        try
        {
            return JsonValues.Parse(json) is MapValue map
                ? new MapValue(map.Entries) { Source = TextValue.From(json) }
                : JsonValues.Parse(json);
        }
        catch (JsonException failure)
        {
            throw new ChatTemplateException($"{what} are not JSON: {failure.Message}", failure);
        }
    }
}
