namespace Pipelines.Tokenizers;

/// <summary>A turn of a conversation.</summary>
/// <param name="Role">who speaks: <c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c></param>
/// <param name="Content">what is said; empty where the assistant only calls tools</param>
public sealed record ChatMessage(string Role, string Content)
{
    /// <summary>The tools that the assistant calls.</summary>
    public IReadOnlyList<ChatToolCall> ToolCalls { get; init; } = [];

    /// <summary>The call that a tool answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The speaker's name, or the tool's.</summary>
    public string? Name { get; init; }
}
