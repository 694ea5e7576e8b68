using Pipelines.Tokenizers.Jinja;

namespace Pipelines.Tokenizers;

/// <summary>Finds what a template ends the assistant's turn with, by having it write one.</summary>
internal static class EndOfTurnProbe
{
    private const string EndOfText = "\uE000";

    /// <summary>The first word behind what the assistant says; null where that is the end of text, or nothing.</summary>
    public static string? Ask(ChatTemplate template)
    {
        var given = ConversationValues.Of(tools: null, new TemplateTokens("", EndOfText, "", ""), variables: null);
        TextValue text;
        try
        {
            text = template.Write(
                given, [new(ChatMessage.User, "question"), new(ChatMessage.Assistant, "answer")], addGenerationPrompt: false).Text;
        }
        catch (ChatTemplateException)
        {
            return null; // it refuses so short a conversation, or one without a system turn
        }

        if (text.FromMessages.ToList() is not [.., var answer]) return null;
        var word = text.Text[answer.End..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return word?.Contains(EndOfText, StringComparison.Ordinal) == true ? null : word;
    }
}
