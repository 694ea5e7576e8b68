using Pipelines.Tokenizers;

namespace Pipelines.Server;

/// <summary>Members of a message.</summary>
internal static class MessageMembers
{
    private static readonly Member<string> Role = Member.Required(
        "role",
        new WordKind<string>(
            ("system", ChatMessage.System), ("developer", ChatMessage.System), ("user", ChatMessage.User),
            ("assistant", ChatMessage.Assistant), ("tool", ChatMessage.Tool)),
        "Who says it");

    private static readonly Member<string> Content = Member.Optional("content", new ContentKind(), "What is said");

    private static readonly Member<string> Name = Member.Optional("name", CommonMembers.Text, "Who speaks, or which tool");

    private static readonly Member<IReadOnlyList<ChatToolCall>> Calls = Member.Optional(
        "tool_calls", new ListKind<ChatToolCall>(ToolMembers.CallKind, "calls"), "The tools that the assistant calls");

    private static readonly Member<string> CallId = Member.Optional(
        "tool_call_id", CommonMembers.Text, "The call that a tool's message answers");

    /// <summary>A message.</summary>
    public static Kind<ChatMessage> Kind { get; } = new ObjectKind<ChatMessage>(
        "a message",
        [
            Role, Content, Name, Calls, CallId,
            Member.Ignored("refusal", "Not read"),
            Member.Ignored("annotations", "Not read"),
            Member.Ignored("reasoning_content", "Not read"),
            Member.Refused("audio", "the model reads text alone"),
            Member.Refused("function_call", "calls are in 'tool_calls'"),
        ],
        Read);

    private static ChatMessage Read(RequestObject message)
    {
        var role = message.Required(Role);
        var calls = message.Or(Calls, []);
        if (calls.Count > 0 && role != ChatMessage.Assistant)
            throw message.At(Calls).Fault($"is for the assistant's messages, not for the {role}'s");
        if (role == ChatMessage.Tool && !message.Has(CallId))
            throw message.At(CallId).Fault("is missing: it says which call the result is of");
        var mayBeSilent = role == ChatMessage.Assistant && message.Has(Calls);
        return new ChatMessage(role, mayBeSilent ? message.Or(Content, "") : message.Required(Content))
        {
            Name = message.Find(Name),
            ToolCalls = calls,
            ToolCallId = message.Find(CallId),
        };
    }
}
