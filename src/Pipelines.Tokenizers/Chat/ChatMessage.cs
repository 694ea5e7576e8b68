namespace Pipelines.Tokenizers;

/// <summary>What one side says in a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c>, <c>assistant</c>, <c>tool</c>, or what a template knows beside these</param>
/// <param name="Content">what is said; may be empty where the assistant only calls tools</param>
public sealed record ChatMessage(string Role, string Content)
{
    /// <summary>The role of instructions that come before the conversation.</summary>
    public const string System = "system";

    /// <summary>The role of the person.</summary>
    public const string User = "user";

    /// <summary>The role of the model.</summary>
    public const string Assistant = "assistant";

    /// <summary>The role of what a tool answered.</summary>
    public const string Tool = "tool";

    /// <summary>The tools that the assistant calls, in order.</summary>
    public IReadOnlyList<ChatToolCall> ToolCalls { get; init; } = [];

    /// <summary>The call that a tool's message answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>Who speaks, or which tool, where that is said.</summary>
    public string? Name { get; init; }
}
