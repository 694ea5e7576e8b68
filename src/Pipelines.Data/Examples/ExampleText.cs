using System.Text;
using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>All that an example says, as one text in which nothing runs together: what makes two examples equal.</summary>
internal static class ExampleText
{
    public static string Of(Example example)
    {
        var text = new StringBuilder();
        switch (example)
        {
            case ConversationExample conversation:
                Append(text, conversation.Messages);
                foreach (var tool in conversation.Tools) Append(text, "tool", tool.Name, tool.Description, tool.Parameters);
                break;
            case CompletionExample completion:
                Append(text, completion.Prompt, completion.Completion);
                break;
            case PreferenceExample preference:
                Append(text, preference.Prompt);
                Append(text, [preference.Chosen]);
                Append(text, [preference.Rejected]);
                break;
            case ChoiceExample choice:
                Append(text, choice.Prompt);
                Append(text, choice.Choices);
                Append(text, choice.Choices[choice.Right].Content);
                break;
            case PromptExample prompt:
                Append(text, prompt.Prompt);
                foreach (var (name, value) in prompt.Fields.OrderBy(field => field.Key, StringComparer.Ordinal)) Append(text, name, value);
                break;
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, IEnumerable<ChatMessage> messages)
    {
        foreach (var message in messages)
        {
            Append(text, message.Role, message.Content, message.Name, message.ToolCallId);
            foreach (var call in message.ToolCalls) Append(text, "call", call.Id, call.Name, call.Arguments);
        }
    }

    private static void Append(StringBuilder text, params ReadOnlySpan<string?> parts)
    {
        foreach (var part in parts) text.Append(part).Append('\0');
    }
}
