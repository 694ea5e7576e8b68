using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>A prompt, and what verifiers of its answers read.</summary>
/// <param name="Place">where it comes from</param>
/// <param name="Prompt">the turns before the answer</param>
/// <param name="Fields">by name; <see cref="Answer"/> is a right answer where there is one</param>
public sealed record PromptExample(string Place, IReadOnlyList<ChatMessage> Prompt, IReadOnlyDictionary<string, string> Fields)
    : Example(Place)
{
    /// <summary>The name of the field that holds a right answer.</summary>
    public const string Answer = "answer";

    /// <summary>The conversation with the right answer; null when none is known.</summary>
    public override ConversationExample? ToConversation() => Fields.TryGetValue(Answer, out var answer)
        ? new ConversationExample(Place, [.. Prompt, new ChatMessage("assistant", answer)], [])
        : null;

    /// <inheritdoc/>
    public override PromptExample ToPrompt() => this;
}
