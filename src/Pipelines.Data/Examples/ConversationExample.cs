using Pipelines.Tokenizers;

namespace Pipelines.Data;

/// <summary>A conversation that ends in an answer of the assistant.</summary>
/// <param name="Place">where it comes from</param>
/// <param name="Messages">the turns; the last one is the assistant's</param>
/// <param name="Tools">what the assistant may call</param>
public sealed record ConversationExample(string Place, IReadOnlyList<ChatMessage> Messages, IReadOnlyList<ChatTool> Tools) : Example(Place)
{
    /// <inheritdoc/>
    public override ConversationExample ToConversation() => this;

    /// <summary>The turns before the last one, with the last one's content as the field <c>answer</c>.</summary>
    public override PromptExample ToPrompt() => new(
        Place, [.. Messages.Take(Messages.Count - 1)], new Dictionary<string, string> { [PromptExample.Answer] = Messages[^1].Content });
}
