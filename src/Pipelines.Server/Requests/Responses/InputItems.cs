using System.Text.Json;
using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary>The input of <c>/v1/responses</c>: a text, or items that are messages, calls of tools and what these gave.</summary>
internal static class InputItems
{
    private static readonly Member<string> Type = Member.Optional("type", CommonMembers.Text, "What the item is");

    private static readonly Member<string> Role = Member.Required(
        "role",
        new WordKind<string>(
            ("system", ChatMessage.System), ("developer", ChatMessage.System), ("user", ChatMessage.User),
            ("assistant", ChatMessage.Assistant)),
        "Who says it");

    private static readonly Member<string> Content = Member.Required("content", new ContentKind(), "What is said");

    private static readonly Member<string> CallId = Member.Required("call_id", CommonMembers.Text, "The call");

    private static readonly Member<string> Name = Member.Required("name", new TextKind(empty: false), "The tool");

    private static readonly Member<string> Arguments = Member.Required(
        "arguments", ToolMembers.ArgumentsKind, "Its arguments, as the text of a JSON object");

    private static readonly Member<string> Output = Member.Required("output", new ContentKind(), "What the tool gave");

    private static readonly Member[] Kept =
    [
        Type, Member.Ignored("id", "Not kept"), Member.Ignored("status", "Not kept"),
    ];

    private static readonly Kind<ChatMessage> Message = new ObjectKind<ChatMessage>(
        "a message", [Role, Content, Member.Ignored("phase", "Not read"), .. Kept],
        item => new ChatMessage(item.Required(Role), item.Required(Content)));

    private static readonly Kind<ChatMessage> Call = new ObjectKind<ChatMessage>(
        "a call", [CallId, Name, Arguments, .. Kept],
        item => new ChatMessage(ChatMessage.Assistant, "")
        {
            ToolCalls = [new ChatToolCall(item.Required(CallId), item.Required(Name), item.Required(Arguments))],
        });

    private static readonly Kind<ChatMessage> Result = new ObjectKind<ChatMessage>(
        "a call's output", [CallId, Output, .. Kept],
        item => new ChatMessage(ChatMessage.Tool, item.Required(Output)) { ToolCallId = item.Required(CallId) });

    private static readonly Kind<ChatMessage> Item = new EitherKind<ChatMessage>(
        "a message, a function_call or a function_call_output",
        (json => Is(json, "function_call"), Call),
        (json => Is(json, "function_call_output"), Result),
        (json => Is(json, "message") || IsUntyped(json), Message));

    /// <summary>The conversation that they are.</summary>
    public static Kind<IReadOnlyList<ChatMessage>> Kind { get; } = new EitherKind<IReadOnlyList<ChatMessage>>(
        "a text or a list of items",
        (json => json.ValueKind == JsonValueKind.String, One.Of(new MadeKind<string, ChatMessage>(
            CommonMembers.Text, (text, _) => new ChatMessage(ChatMessage.User, text)))),
        (json => json.ValueKind == JsonValueKind.Array, new MadeKind<IReadOnlyList<ChatMessage>, IReadOnlyList<ChatMessage>>(
            new ListKind<ChatMessage>(Item, "items", least: 1), (items, _) => Joined(items))));

    /// <summary>Calls that follow each other, or what the assistant said, are one message of its.</summary>
    private static List<ChatMessage> Joined(IReadOnlyList<ChatMessage> items)
    {
        var messages = new List<ChatMessage>();
        foreach (var item in items)
        {
            if (item.ToolCalls.Count > 0 && messages is [.., { Role: ChatMessage.Assistant } last])
                messages[^1] = last with { ToolCalls = [.. last.ToolCalls, .. item.ToolCalls] };
            else messages.Add(item);
        }

        return messages;
    }

    private static bool Is(JsonElement json, string type) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(Type.Name, out var given) && given.ValueKind == JsonValueKind.String
        && given.ValueEquals(type);

    private static bool IsUntyped(JsonElement json) => json.ValueKind == JsonValueKind.Object && !json.TryGetProperty(Type.Name, out _);
}
