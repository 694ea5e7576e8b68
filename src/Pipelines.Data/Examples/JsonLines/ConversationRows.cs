using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>Rows that are conversations: lists of messages, or an instruction with its output.</summary>
internal static class ConversationRows
{
    /// <summary><c>messages</c>, and <c>tools</c> where there are any.</summary>
    /// <exception cref="RowException">the row is something else</exception>
    public static Example Chat(Row row)
    {
        var messages = MessageList.Read(row, "messages");
        if (messages[^1].Role != "assistant")
            throw new RowException($"the last message is the {messages[^1].Role}'s; there is no answer to learn");
        return new ConversationExample(row.Place, messages, ToolCalls.ReadTools(row));
    }

    /// <summary><c>instruction</c>, <c>input</c> and <c>system</c> where there are any, and <c>output</c>.</summary>
    /// <exception cref="RowException">the row is something else</exception>
    public static Example Instruction(Row row)
    {
        var instruction = row.Words("instruction");
        var input = row.OptionalText("input");
        var question = string.IsNullOrWhiteSpace(input) ? instruction : $"{instruction}\n\n{input}";
        var messages = new List<ChatMessage> { new("user", question), new("assistant", Answer(row, "output")) };
        if (row.OptionalText("system") is { } system && !string.IsNullOrWhiteSpace(system)) messages.Insert(0, new("system", system));
        return new ConversationExample(row.Place, messages, []);
    }

    /// <summary>A member that is an answer.</summary>
    /// <exception cref="RowException">it is missing, something else or blank</exception>
    public static string Answer(Row row, string name)
    {
        var answer = row.Text(name);
        return string.IsNullOrWhiteSpace(answer) ? throw new RowException($"the answer, '{name}', is empty") : answer;
    }
}
