using System.Text.Json;
using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>Reads a member that answers a prompt: a text, a message, or a conversation that begins with the prompt again.</summary>
internal static class Answers
{
    /// <summary>The answer.</summary>
    /// <exception cref="RowException">it is missing, empty, or something else than one turn of the assistant</exception>
    public static ChatMessage Read(Row row, string name, IReadOnlyList<ChatMessage> prompt)
    {
        var value = row.Required(name);
        if (value.ValueKind == JsonValueKind.String) return new ChatMessage("assistant", ConversationRows.Answer(row, name));
        var turns = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 1
            ? MessageList.Read(row, name)
            : Alone(row, name, value);
        if (turns.Count == prompt.Count + 1 && Same(turns, prompt, prompt.Count)) turns = [turns[^1]];
        return turns is [{ Role: "assistant" } answer]
            ? answer
            : throw new RowException($"'{name}' is {turns.Count} turns, the last the {turns[^1].Role}'s; one of the assistant's was expected");
    }

    /// <summary>Whether two conversations begin with the same turns.</summary>
    public static bool Same(IReadOnlyList<ChatMessage> one, IReadOnlyList<ChatMessage> other, int turns) =>
        Enumerable.Range(0, turns).All(turn => one[turn].Role == other[turn].Role && one[turn].Content == other[turn].Content);

    /// <summary>One message, which is allowed to be the assistant's though nobody spoke before.</summary>
    private static IReadOnlyList<ChatMessage> Alone(Row row, string name, JsonElement value)
    {
        var element = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 1 ? value[0] : value;
        return [MessageList.Message(Row.Of(row.Place, element, $"'{name}'"))];
    }
}
