using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>Several answers to one prompt, of which one is right.</summary>
/// <param name="Place">where it comes from</param>
/// <param name="Prompt">the turns before the answers</param>
/// <param name="Choices">the answers, at least two</param>
/// <param name="Right">the place of the right one among them, from 0</param>
public sealed record ChoiceExample(string Place, IReadOnlyList<ChatMessage> Prompt, IReadOnlyList<ChatMessage> Choices, int Right)
    : Example(Place)
{
    /// <summary>The conversation with the right answer.</summary>
    public override ConversationExample ToConversation() => new(Place, [.. Prompt, Choices[Right]], []);

    /// <summary>The prompt, with the right answer as the field <c>answer</c>.</summary>
    public override PromptExample ToPrompt() =>
        new(Place, Prompt, new Dictionary<string, string> { [PromptExample.Answer] = Choices[Right].Content });

    /// <inheritdoc/>
    public override ChoiceExample ToChoice() => this;
}
