using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>Two answers to one prompt, of which one is the better.</summary>
/// <param name="Place">where it comes from</param>
/// <param name="Prompt">the turns before the answers</param>
/// <param name="Chosen">the better answer</param>
/// <param name="Rejected">the other one</param>
/// <param name="Margin">by how much it is better, where that is known</param>
public sealed record PreferenceExample(
    string Place, IReadOnlyList<ChatMessage> Prompt, ChatMessage Chosen, ChatMessage Rejected, double? Margin) : Example(Place)
{
    /// <summary>The conversation with the better answer.</summary>
    public override ConversationExample ToConversation() => new(Place, [.. Prompt, Chosen], []);

    /// <summary>The prompt, with the better answer as the field <c>answer</c>.</summary>
    public override PromptExample ToPrompt() =>
        new(Place, Prompt, new Dictionary<string, string> { [PromptExample.Answer] = Chosen.Content });

    /// <summary>The choice between both, of which the better one is right.</summary>
    public override ChoiceExample ToChoice() => new(Place, Prompt, [Chosen, Rejected], Right: 0);
}
