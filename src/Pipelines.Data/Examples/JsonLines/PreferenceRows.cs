using System.Text.Json;
using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>
/// Rows with a <c>chosen</c> and a <c>rejected</c> answer, texts or messages, to a <c>prompt</c>; without one, both are whole conversations
/// that differ in the last turn alone. <c>margin</c>, or <c>score_chosen</c> and <c>score_rejected</c>, say by how much one is better.
/// </summary>
internal static class PreferenceRows
{
    /// <summary>The pair.</summary>
    /// <exception cref="RowException">the row is something else, or both answers are the same</exception>
    public static Example Preference(Row row)
    {
        var (prompt, chosen, rejected) = row.Has("prompt") ? Explicit(row) : Implicit(row);
        if (chosen.Content == rejected.Content && chosen.ToolCalls.SequenceEqual(rejected.ToolCalls))
            throw new RowException("'chosen' and 'rejected' are the same");
        return new PreferenceExample(row.Place, prompt, chosen, rejected, Margin(row));
    }

    private static (IReadOnlyList<ChatMessage> Prompt, ChatMessage Chosen, ChatMessage Rejected) Explicit(Row row)
    {
        var prompt = PromptRows.Turns(row);
        return (prompt, Answers.Read(row, "chosen", prompt), Answers.Read(row, "rejected", prompt));
    }

    private static (IReadOnlyList<ChatMessage> Prompt, ChatMessage Chosen, ChatMessage Rejected) Implicit(Row row)
    {
        if (row.Required("chosen").ValueKind == JsonValueKind.String) row.Required("prompt");
        var chosen = MessageList.Read(row, "chosen");
        var rejected = MessageList.Read(row, "rejected");
        if (chosen[^1].Role != "assistant" || rejected[^1].Role != "assistant")
            throw new RowException("'chosen' and 'rejected' must end with a turn of the assistant's");
        if (chosen.Count != rejected.Count || !Answers.Same(chosen, rejected, chosen.Count - 1))
            throw new RowException("'chosen' and 'rejected' differ before their last turn, and there is no 'prompt'");
        return ([.. chosen.Take(chosen.Count - 1)], chosen[^1], rejected[^1]);
    }

    private static double? Margin(Row row) =>
        Number(row, "margin") ?? (Number(row, "score_chosen") - Number(row, "score_rejected"));

    private static double? Number(Row row, string name)
    {
        if (row.Optional(name) is not { } value) return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw new RowException($"'{name}' is {Row.KindOf(value)}; a number was expected");
    }
}
