using System.Text.Json;
using Pipelines.Tokenizers;

namespace Pipelines.Serving;

/// <summary>A conversation that is to go on.</summary>
public sealed record ChatRequest
{
    /// <summary>What was said, in order, at least one message.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>What the assistant may call.</summary>
    public IReadOnlyList<ChatTool> Tools { get; init; } = [];

    /// <summary>Whether it calls any of these.</summary>
    public ToolChoice ToolChoice { get; init; } = ToolChoice.Auto;

    /// <summary>Whether one answer may call several times.</summary>
    public bool ParallelToolCalls { get; init; } = true;

    /// <summary>What an answer that calls no tool must match, such as a schema's JSON; anything when null.</summary>
    public Grammar? Answer { get; init; }

    /// <summary>What else the template asks for, such as <c>enable_thinking</c>.</summary>
    public IReadOnlyDictionary<string, JsonElement>? TemplateVariables { get; init; }
}
