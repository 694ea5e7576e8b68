using System.Text.Json;
using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>Rows that begin with a <c>prompt</c>, a text or messages: alone, or with its completion.</summary>
internal static class PromptRows
{
    /// <summary><c>prompt</c>, and whatever else there is as fields.</summary>
    /// <exception cref="RowException">the row is something else</exception>
    public static Example Prompt(Row row)
    {
        var given = row.Json.EnumerateObject().Where(member => member.Name != "prompt" && member.Value.ValueKind != JsonValueKind.Null);
        var fields = given.ToDictionary(
            member => member.Name,
            member => member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText());
        return new PromptExample(row.Place, Turns(row), fields);
    }

    /// <summary><c>prompt</c> and <c>completion</c>; where they are messages, they are one conversation.</summary>
    /// <exception cref="RowException">the row is something else</exception>
    public static Example Completion(Row row)
    {
        if (row.Required("prompt").ValueKind != JsonValueKind.Array)
            return new CompletionExample(row.Place, row.Text("prompt"), ConversationRows.Answer(row, "completion"));
        var prompt = Turns(row);
        return new ConversationExample(row.Place, [.. prompt, Answers.Read(row, "completion", prompt)], ToolCalls.ReadTools(row));
    }

    /// <summary>The turns of a prompt; a text is one turn of the user.</summary>
    /// <exception cref="RowException">it is missing, empty or ends with the assistant's turn</exception>
    public static IReadOnlyList<ChatMessage> Turns(Row row)
    {
        if (row.Required("prompt").ValueKind != JsonValueKind.Array) return [new ChatMessage("user", row.Words("prompt"))];
        var turns = MessageList.Read(row, "prompt");
        return turns[^1].Role is "user" or "tool"
            ? turns
            : throw new RowException($"the last message of 'prompt' is the {turns[^1].Role}'s; the user's was expected");
    }
}
