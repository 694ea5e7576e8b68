using System.Text.Json;
using Pipelines.Spec.Diagnostics;
using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>Reads lists of messages as the chat completions API spells them: <c>role</c>, <c>content</c>, <c>tool_calls</c>.</summary>
internal static class MessageList
{
    private static readonly string[] Roles = ["system", "user", "assistant", "tool"];

    /// <summary>The messages of a member.</summary>
    /// <exception cref="RowException">one has a wrong role, says nothing, or stands where it cannot</exception>
    public static IReadOnlyList<ChatMessage> Read(Row row, string member) => Read(row, member, row.Required(member));

    /// <summary>The messages of a list.</summary>
    /// <param name="row">the row that it is in</param>
    /// <param name="member">how messages call it</param>
    /// <param name="list">the list</param>
    /// <exception cref="RowException">one has a wrong role, says nothing, or stands where it cannot</exception>
    public static IReadOnlyList<ChatMessage> Read(Row row, string member, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array) throw new RowException($"'{member}' is {Row.KindOf(list)}; a list of messages was expected");
        var messages = new List<ChatMessage>();
        foreach (var element in list.EnumerateArray())
        {
            var within = $"{member}[{messages.Count}]";
            var message = Message(Row.Of(row.Place, element, within));
            Place(message, messages, within);
            messages.Add(message);
        }

        return messages.Count > 0 ? messages : throw new RowException($"'{member}' is an empty list");
    }

    /// <summary>A message, wherever it stands.</summary>
    /// <exception cref="RowException">it has a wrong role or says nothing</exception>
    public static ChatMessage Message(Row message)
    {
        var role = message.Text("role");
        if (!Roles.Contains(role))
        {
            var hint = Nearest.To(role, Roles) is { } near ? $"; is it '{near}'?" : $"; {string.Join(", ", Roles)} were expected";
            throw new RowException($"{message.Named("role")} is '{role}'{hint}");
        }

        var calls = role == "assistant" ? ToolCalls.Read(message) : [];
        return new ChatMessage(role, Content(message, role, calls.Count > 0))
        {
            ToolCalls = calls,
            ToolCallId = message.OptionalText("tool_call_id"),
            Name = message.OptionalText("name"),
        };
    }

    /// <summary>What is said: a call of tools needs no words, and a tool may answer with none.</summary>
    private static string Content(Row message, string role, bool calls)
    {
        if (calls || role == "tool") return message.OptionalText("content") ?? "";
        var content = message.Text("content");
        if (!string.IsNullOrWhiteSpace(content)) return content;
        throw new RowException(role == "assistant" ? $"{message.Within}: the answer is empty" : $"{message.Named("content")} is empty");
    }

    private static void Place(ChatMessage message, List<ChatMessage> before, string within)
    {
        if (message.Role == "system" && before.Count > 0) throw new RowException($"{within} is the system's, which can only be the first");
        if (message.Role == "assistant" && before.All(earlier => earlier.Role == "system"))
            throw new RowException($"{within} is the assistant's before any of the user's");
        if (message.Role == "tool" && !(before.Count > 0 && (before[^1].Role == "tool" || before[^1].ToolCalls.Count > 0)))
            throw new RowException($"{within} is a tool's, and no call of the assistant's is before it");
    }
}
